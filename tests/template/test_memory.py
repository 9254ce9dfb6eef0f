from tests.template.blueprint import blueprint, of_type


def test_business_state_outlives_the_stack_and_can_be_wound_back() -> None:
    table = blueprint()["Resources"]["BusinessTable"]

    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True
    }
    assert table["Properties"]["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["Properties"]["TimeToLiveSpecification"]["AttributeName"] == "expires_at"


def test_indexes_repeat_no_personal_data() -> None:
    indexes = of_type("AWS::DynamoDB::Table")["BusinessTable"]["GlobalSecondaryIndexes"]

    assert {index["IndexName"] for index in indexes} == {"by-customer", "by-created"}
    assert all(index["Projection"] == {"ProjectionType": "KEYS_ONLY"} for index in indexes)


def test_idempotency_records_expire_where_powertools_writes_it() -> None:
    table = of_type("AWS::DynamoDB::Table")["IdempotencyTable"]

    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


def test_tables_are_encrypted_and_paid_by_use() -> None:
    for table in of_type("AWS::DynamoDB::Table").values():
        assert table["SSESpecification"] == {"SSEEnabled": True}
        assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_artefacts_are_private_encrypted_and_only_travel_over_tls() -> None:
    (bucket,) = of_type("AWS::S3::Bucket").values()
    (policy,) = of_type("AWS::S3::BucketPolicy").values()
    (refusal,) = policy["PolicyDocument"]["Statement"]

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["BucketEncryption"]
    assert refusal["Effect"] == "Deny"
    assert blueprint()["Resources"]["ArtefactsBucketPolicy"]["Condition"] == "IsOnAws"
    assert blueprint()["Conditions"]["IsOnAws"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "local"]}]
    }
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_oversized_deliveries_live_as_long_as_the_journal() -> None:
    (bucket,) = of_type("AWS::S3::Bucket").values()
    rules = {rule.get("Prefix", ""): rule for rule in bucket["LifecycleConfiguration"]["Rules"]}

    assert rules["deliveries/"]["ExpirationInDays"] == 90
