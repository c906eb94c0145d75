"""What a fuzzer cannot guess: slots that exist, and bookings together with their secrets."""

import datetime
import os
import random

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

URL = os.environ["BERTH_URL"]
TODAY = datetime.date.today()

# Bookings made so far, by reference. Few are enough: changes of one and the same meet then.
SECRETS = {}
SECRETS_MAX = 50


def listed(offer):
    dates = {"from": str(TODAY), "to": str(TODAY + datetime.timedelta(days=30))}
    found = requests.get(f"{URL}/api/v1/offers/{offer}/slots", params=dates, timeout=10).json()
    return [slot["slot"] for slot in found["slots"]][:40]


OFFERS = requests.get(f"{URL}/api/v1/offers", timeout=10).json()["offers"]
SLOTS = {offer["id"]: listed(offer["id"]) for offer in OFFERS}


def is_meant(case, location):
    """Whether this part of a request is to be understood, and not to be refused."""
    return case.meta is None or not case.meta.is_negative_at(location)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    path = case.path_parameters or {}
    if "reference" in path and is_meant(case, ParameterLocation.PATH):
        if SECRETS and random.random() < 0.8:
            path["reference"] = random.choice(list(SECRETS))
        secret = SECRETS.get(path["reference"])
        if secret and is_meant(case, ParameterLocation.HEADER) and random.random() < 0.9:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
    if isinstance(case.body, dict) and is_meant(case, ParameterLocation.BODY):
        improve(case.body)
    query = case.query or {}
    if {"from", "to"} <= query.keys() and is_meant(case, ParameterLocation.QUERY):
        if random.random() < 0.7:
            first = TODAY + datetime.timedelta(days=random.randint(-2, 60))
            last = first + datetime.timedelta(days=random.randint(0, 65))
            query.update({"from": str(first), "to": str(last)})


def improve(body):
    """Most bodies are made such that the rules allow them: they get further than the first refusal."""
    if random.random() < 0.2:
        return
    if "items" in body:
        body["items"] = [wish() for _ in body["items"][:3]]
        if body.get("wait"):
            body.pop("hold", None)
    if random.random() < 0.9:
        body["guest"] = {"name": random.choice(["Ada", "Bob"]), "email": "guest@example.com"}


def wish():
    """Something that can be had, at least until it is gone."""
    quantity = random.choice([{}, {"quantity": 1}, {"quantity": random.randint(1, 4)}])
    if random.random() < 0.2:
        arrival = TODAY + datetime.timedelta(days=random.randint(0, 20))
        departure = arrival + datetime.timedelta(days=random.randint(1, 4))
        return {"offer": "room", "from": str(arrival), "to": str(departure), **quantity}
    offer = random.choice(list(SLOTS))
    return {"offer": offer, "slot": random.choice(SLOTS[offer]), **quantity}


@schemathesis.hook
def after_call(ctx, case, response):
    if response.status_code == 201:
        made = response.json()
        if len(SECRETS) >= SECRETS_MAX:
            SECRETS.pop(random.choice(list(SECRETS)))
        SECRETS[made["reference"]] = made["secret"]


@schemathesis.check
def only_the_secret_opens_a_booking(ctx, response, case):
    """Whoever lacks it is answered as if there were no such booking, and never learns more."""
    reference = (case.path_parameters or {}).get("reference")
    if reference is None:
        return
    shown = (response.request.headers.get("Authorization") or "").removeprefix("Bearer ")
    if shown not in SECRETS.values():
        told = response.status_code in (200, 201, 409, 410, 422)
        assert not told, f"{response.status_code} without the booking's secret"
