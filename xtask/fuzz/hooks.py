"""What a fuzzer cannot guess: slots that exist, and bookings together with their secrets."""

import datetime
import random

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

# Bookings made so far, by reference. Few are enough, and then they meet.
SECRETS = {}
SECRETS_MAX = 50
# Slots by offer, as listed when they are first asked for.
SLOTS = {}


def is_negative(case, location):
    return case.meta is not None and case.meta.is_negative_at(location)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    if "reference" in (case.path_parameters or {}) and not is_negative(case, ParameterLocation.PATH):
        if SECRETS and random.random() < 0.8:
            case.path_parameters["reference"] = random.choice(list(SECRETS))
        secret = SECRETS.get(case.path_parameters["reference"])
        if secret and random.random() < 0.9:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
    body = case.body
    if isinstance(body, dict) and "items" in body and not is_negative(case, ParameterLocation.BODY):
        body["items"] = [wish(case, item) if random.random() < 0.8 else item for item in body["items"]]


@schemathesis.hook
def after_call(ctx, case, response):
    if response.status_code == 201:
        made = response.json()
        if len(SECRETS) >= SECRETS_MAX:
            SECRETS.pop(random.choice(list(SECRETS)))
        SECRETS[made["reference"]] = made["secret"]


def wish(case, item):
    """Something that can be had, as many as were asked for or a few."""
    today = datetime.date.today()
    quantity = {"quantity": random.choice([item["quantity"], 1, 2])} if "quantity" in item else {}
    if random.random() < 0.2:
        arrival = today + datetime.timedelta(days=random.randint(0, 20))
        departure = arrival + datetime.timedelta(days=random.randint(1, 4))
        return {"offer": "room", "from": str(arrival), "to": str(departure), **quantity}
    if not SLOTS:
        dates = {"from": str(today), "to": str(today + datetime.timedelta(days=30))}
        base = f"{case.operation.schema.get_base_url()}/api/v1/offers"
        for offer in requests.get(base, timeout=10).json()["offers"]:
            listed = requests.get(f"{base}/{offer['id']}/slots", params=dates, timeout=10).json()
            SLOTS[offer["id"]] = [slot["slot"] for slot in listed["slots"]][:40]
    offer = random.choice(list(SLOTS))
    return {"offer": offer, "slot": random.choice(SLOTS[offer]), **quantity}
