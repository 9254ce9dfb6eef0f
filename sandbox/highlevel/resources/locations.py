"""/locations/{id}: where we are, and what time it is there."""

from sandbox.ground.asking import Reply
from sandbox.highlevel.http.endpoints import Call, done, endpoint


@endpoint("GET", "/locations/{location}", scope="locations.readonly")
def show(call: Call) -> Reply:
    """Show a location; of its many settings, those that matter here [S]."""
    location = call.at(call.path["location"])
    duplicates = {
        "allowDuplicateContact": location.allow_duplicates,
        "allowDuplicateOpportunity": False,
    }
    return done(
        location={
            "id": location.id,
            "companyId": location.company,
            "name": location.name,
            "timezone": location.timezone,
            "country": location.country,
            "settings": duplicates,
        }
    )
