"""SKUs are made, put, changed and deleted; groups are the provider's own."""

from __future__ import annotations

import pytest

from tests.engine.shop import envelope

LAMP = {
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "55101504.100",
    "countryOfOrigin": "US",
}
MANAGED = {
    **LAMP,
    "id": "lamp",
    "managedFulfillment": "DRGlobalFulfillment",
    "partNumber": "lamp-1",
    "hsCode": "9405.11",
}


def make(shop, **more):
    return shop.made(shop.post("/skus", {**LAMP, **more}))


def put(shop, id, body):
    return shop.send("PUT", f"/skus/{id}", body)


def test_an_sku_says_what_was_sent_and_what_follows(shop):
    found = make(shop, weight=2, metadata={"shelf": 7})

    assert found == {
        **LAMP,
        "id": found["id"],
        "createdTime": "2026-05-01T12:00:00Z",
        "updatedTime": "2026-05-01T12:00:00Z",
        "weight": 2.0,
        "weightUnit": "oz",
        "metadata": {"shelf": 7},
        "physical": True,
        "liveMode": False,
    }
    assert shop.get(f"/skus/{found['id']}").body == found


def test_the_merchant_chooses_the_id_and_has_it_once(shop):
    assert make(shop, id="my.lamp_1-a")["id"] == "my.lamp_1-a"
    again = shop.post("/skus", {**LAMP, "id": "my.lamp_1-a"})

    assert again.errors == [("invalid_parameter", "id")]
    assert again.status == 409


def test_an_id_has_letters_digits_dots_and_dashes(shop):
    no = envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "'89&56' is not a valid SKU ID.",
        "id",
    )
    posted, given = (
        shop.post("/skus", {**LAMP, "id": "89&56"}),
        put(shop, "89&56", LAMP),
    )

    assert (posted.status, posted.body) == no
    assert (given.status, given.body) == no


def test_putting_makes_and_then_changes(shop):
    made = put(shop, "lamp", {**LAMP, "description": "It shines."})
    changed = put(shop, "lamp", {**LAMP, "name": "A brighter lamp"})

    assert (made.status, changed.status) == (201, 200)
    assert changed["name"] == "A brighter lamp"
    assert changed["description"] == "It shines."
    assert shop.events() == ["sku.created", "sku.updated"]
    assert shop.tenant.events()[-1]["data"]["previousAttributes"] == {"name": "A lamp"}


def test_what_is_put_needs_what_is_posted_needs(shop):
    for answer in (put(shop, "lamp", {"name": "A"}), shop.post("/skus", {"name": "A"})):
        assert answer.errors == [
            ("missing_parameter", "eccn"),
            ("missing_parameter", "countryOfOrigin"),
            ("missing_parameter", "taxCode"),
        ]


def test_a_conflict_is_told_where_the_rest_is_fine(shop):
    body = {**MANAGED, "manufacturerId": "nobody"}

    assert shop.post("/skus", body).errors == [("invalid_parameter", "manufacturerId")]
    assert shop.post("/skus", {**body, "partNumber": None}).errors != []
    assert shop.post("/skus", {**body, "taxCode": "4512.100"}).errors == [
        ("invalid_parameter", "taxCode")
    ]


def test_an_update_that_is_refused_changes_nothing(shop):
    found = make(shop)
    answer = shop.post(f"/skus/{found['id']}", {"hsCode": "12"})

    assert answer.errors == [("invalid_parameter", "hsCode")]
    assert shop.get(f"/skus/{found['id']}").body == found


def test_nothing_is_known_of_a_deleted_sku(shop):
    found = make(shop)
    assert shop.delete(f"/skus/{found['id']}").status == 204
    gone = shop.get(f"/skus/{found['id']}")

    message = f"SKU '{found['id']}' not found."
    assert (gone.status, gone.body) == envelope(
        404, "not_found", "not_found", message, "id"
    )
    assert shop.events() == ["sku.created", "sku.deleted"]


# -- what the provider ships -----------------------------------------------------------


def test_a_managed_sku_has_its_inventory_item(shop):
    shop.made(shop.post("/skus", MANAGED))

    assert shop.get("/inventory-items/lamp").body == {
        "id": "lamp",
        "createdTime": "2026-05-01T12:00:00Z",
        "updatedTime": "2026-05-01T12:00:00Z",
        "eccn": "EAR99",
        "hsCode": "9405.11",
        "partNumber": "lamp-1",
        "countryOfOrigin": "US",
        "allowOversell": False,
        "liveMode": False,
    }


@pytest.mark.parametrize("way", ["update", "put"])
def test_null_takes_the_inventory_item_away_and_the_word_brings_it_back(shop, way):
    shop.made(shop.post("/skus", MANAGED))

    def change(fields):
        if way == "put":
            return put(shop, "lamp", {**LAMP, **fields})
        return shop.post("/skus/lamp", fields)

    answer = change({"managedFulfillment": None})
    assert "managedFulfillment" not in answer.body
    assert shop.get("/inventory-items/lamp").errors == [("not_found", "id")]
    change({"managedFulfillment": "DRGlobalFulfillment"})
    assert shop.get("/inventory-items/lamp").status == 200


def test_the_inventory_item_follows_its_sku_to_the_end(shop):
    shop.made(shop.post("/skus", MANAGED))
    shop.made(shop.post("/skus/lamp", {"partNumber": "lamp-2"}))
    assert shop.get("/inventory-items/lamp")["partNumber"] == "lamp-2"
    shop.delete("/skus/lamp")
    assert shop.get("/inventory-items/lamp").status == 404


def test_an_inventory_item_of_its_own_stays_where_it_is(shop):
    shop.made(shop.post("/inventory-items", {"id": "lamp", "partNumber": "x"}))
    make(shop, id="lamp")
    shop.delete("/skus/lamp")
    assert shop.get("/inventory-items/lamp").status == 200


# -- groups ----------------------------------------------------------------------------


def test_groups_are_there_before_anybody_comes(shop):
    found = shop.get("/sku-groups").body
    assert {"id": "physical-product", "alias": "Physical products"} in found["data"]
    assert found["hasMore"] is False
    one = shop.get("/sku-groups", query={"limit": 1}).body
    rest = shop.get("/sku-groups", query={"startingAfter": one["data"][0]["id"]}).body
    assert one["data"] + rest["data"] == found["data"]
    by_id = shop.get("/sku-groups", query={"ids": "digital-product"}).body
    assert [group["id"] for group in by_id["data"]] == ["digital-product"]


def test_a_group_is_read_alone(shop):
    assert shop.get("/sku-groups/physical-product")["alias"] == "Physical products"
    assert shop.get("/sku-groups/none").errors == [("not_found", "id")]


def test_a_group_outranks_its_sku_and_spares_it_three_fields(shop):
    body = {"name": "A song", "skuGroupId": "digital-product"}
    assert shop.made(shop.post("/skus", body))["physical"] is False
    mixed = make(shop, taxCode="4512.100", skuGroupId="physical-product")
    assert mixed["physical"] is True
    unknown = shop.made(shop.post("/skus", {"name": "A thing", "skuGroupId": "mine"}))
    assert "physical" not in unknown


def test_nothing_weighs_less_than_nothing(shop):
    id = make(shop)["id"]
    for answer in (
        shop.post("/skus", {**LAMP, "weight": -1}),
        shop.post(f"/skus/{id}", {"weight": -0.5}),
        put(shop, id, {**LAMP, "weight": -1}),
    ):
        assert (answer.status, answer.errors) == (
            400,
            [("invalid_parameter", "weight")],
        )


def test_a_name_cannot_be_emptied(shop):
    id = make(shop)["id"]
    answer = shop.post(f"/skus/{id}", {"name": ""})
    assert (answer.status, answer.errors) == (400, [("missing_parameter", "name")])
    assert shop.get(f"/skus/{id}")["name"] == LAMP["name"]
