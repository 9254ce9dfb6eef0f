from sandbox.stripe.documentation import README, rewritten


def test_the_table_in_the_readme_is_the_one_the_code_writes() -> None:
    text = README.read_text(encoding="utf-8")

    assert text == rewritten(text), "run: python -m sandbox.stripe.documentation"
