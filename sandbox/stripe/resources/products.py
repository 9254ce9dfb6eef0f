"""Products: https://docs.stripe.com/api/products."""

from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import check_chosen_id
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.resources.prices import add_price
from sandbox.stripe.shapes.catalog import product

KIND = "product"
CLEARABLE = ("active", "description", "name", "shippable", "statement_descriptor", "tax_code",
             "unit_label", "url")  # fmt: skip
SETTABLE = (*CLEARABLE, "images", "marketing_features", "metadata")


@route("POST", "/v1/products", params="ProductCreateParams")
@implemented(
    *SETTABLE, "id", "default_price_data.currency", "default_price_data.unit_amount",
    "default_price_data.unit_amount_decimal", "default_price_data.recurring",
    "default_price_data.tax_behavior", "default_price_data.metadata",
    "default_price_data.currency_options",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a product, on demand with its first price."""
    account = call.account
    check_chosen_id(call.params.get("id"))
    if account.find(KIND, call.params.get("id", "")):
        message = f"Product already exists: {call.params['id']}"
        raise invalid_request(message, param="id", code="resource_already_exists")
    made = product(account, call.params)
    account.add(made, "product.created")
    if data := call.params.get("default_price_data"):
        first = add_price(account, data, made["id"])
        account.change(made, {"default_price": first["id"]}, "product.updated")
    return made


@route("GET", "/v1/products/{id}", params="ProductRetrieveParams")
def retrieve(call: Call, product_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, product_id)


@route("POST", "/v1/products/{id}", params="ProductModifyParams")
@implemented(*SETTABLE, "default_price")
def update(call: Call, product_id: str) -> Object:
    """Change what was given."""
    account, found = call.account, call.account.get(KIND, product_id)
    changes = {
        **call.given(*CLEARABLE, "default_price"),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    for name in ("images", "marketing_features"):
        if name in call.params:
            changes[name] = call.params[name] or []
    if changes.get("default_price"):
        account.get("price", changes["default_price"], param="default_price")
    if any(found[name] != value for name, value in changes.items()):
        changes["updated"] = account.now()
    return account.change(found, changes, "product.updated")


@route("DELETE", "/v1/products/{id}", params="ProductDeleteParams")
def delete(call: Call, product_id: str) -> Object:
    """Delete a product that has no price."""
    found = call.account.get(KIND, product_id)
    if any(call.account.where("price", "product", product_id)):
        message = "This product cannot be deleted because it has one or more user-created prices."
        raise invalid_request(message)
    call.account.remove(found, "product.deleted")
    return call.account.deleted[product_id]


@route("GET", "/v1/products", params="ProductListParams")
@implemented("active", "ids", "shippable", "url")
def index(call: Call) -> Object:
    """List products."""
    ids = call.params.get("ids")
    every = (each for each in call.account.all(KIND) if ids is None or each["id"] in ids)
    exact = {name: call.params.get(name) for name in ("active", "shippable", "url")}
    return call.listing(every, **exact)
