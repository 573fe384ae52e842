"""Writes labelled texts with made-up personal data, as PyPI's Faker makes it in some fifty locales.

    pip install faker==40.63.0
    python bench/pii/generate.py > made.jsonl
    backfire eval pii --data made.jsonl

Each row is one sentence of TEMPLATES with one value. The source of a row is the template's kind: with words that announce the
value, and without. Numbers that look alike and are none of these (dates, prices, versions, order numbers) stand in rows without
spans.
"""

import json
import random
import sys

import faker

LOCALES = [
    "ar_AA", "bg_BG", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "el_GR", "en_AU", "en_CA", "en_GB", "en_IE", "en_IN", "en_NZ",
    "en_US", "es_AR", "es_CL", "es_CO", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CA", "fr_CH", "fr_FR", "he_IL",
    "hi_IN", "hr_HR", "hu_HU", "id_ID", "it_IT", "ja_JP", "ko_KR", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_BR",
    "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sv_SE", "th_TH", "tr_TR", "uk_UA", "vi_VN", "zh_CN", "zh_TW",
]
EACH = 20

ANNOUNCED = {
    "PHONE_NUMBER": ["My phone number is {}.", "You can reach me at {} after six.", "Phone: {}", "Please call {} to confirm.",
                     "Tel. {}", "{} is the number of the front desk.", "I tried to call {} but nobody answered.", "Mobile: {}, thanks"],
    "CREDIT_CARD": ["My credit card {} has been declined.", "Charge it to {} please.", "card number: {}"],
    "IBAN_CODE": ["Please wire it to {} by Friday.", "My IBAN is {}.", "IBAN {}"],
    "US_SSN": ["My SSN is {}.", "Social security number: {}", "The number {} is on the form."],
    "IP_ADDRESS": ["The server at {} does not answer.", "Requests from {} were blocked.", "ping {}"],
    "EMAIL_ADDRESS": ["Write to {} for details.", "e-mail: {}", "<{}> wrote:"],
    "DOMAIN_NAME": ["See {} for more.", "We bought it at {}, I think.", "Visit {}"],
}
BARE = {
    "PHONE_NUMBER": ["{}", "Anna Smith\n12 High Street\n{}", "It was {} who called, twice.", "Contact: J. Doe, {}, office 4"],
    "CREDIT_CARD": ["{}", "{} 12/27 123"],
    "IBAN_CODE": ["{}", "Account {} was closed."],
    "US_SSN": ["{}"],
    "IP_ADDRESS": ["{}", "{} - - [10/Oct/2024] GET /"],
    "EMAIL_ADDRESS": ["{}", "cc {}, thanks"],
    "DOMAIN_NAME": ["{}"],
}
NOTHING = [
    "On {date} we sold {n} units for ${price}.", "Version {v} of the tool was released on {date}.", "Order {order} was shipped.",
    "It took {n} minutes and {n} seconds.", "Rooms {n} to {n} are on floor 3.", "Invoice no. {order} of {date}: {price} EUR",
    "The meeting is at 14:30 on {date}.", "ISBN 978-3-16-148410-0", "It grew by {price} % in 2019-2020.",
]


def nested(number):
    groups = [number[i:i + 4] for i in range(0, len(number), 4)]
    return " ".join(groups), "-".join(groups)


def values(rng, fake, us):
    card = fake.credit_card_number()
    iban = fake.iban() if fake.iban()[:2] not in ("GB", "AR", "CO", "TH") else us.iban()  # too short in some locales, or not in the registry
    ssn = us.ssn()
    return {
        "PHONE_NUMBER": fake.phone_number(),
        "CREDIT_CARD": rng.choice([card, *nested(card)]) if len(card) == 16 else card,
        "IBAN_CODE": rng.choice([iban, nested(iban)[0]]),
        "US_SSN": rng.choice([ssn, ssn, ssn.replace("-", " ")]),
        "IP_ADDRESS": rng.choice([fake.ipv4(), fake.ipv4(), fake.ipv6()]),
        "EMAIL_ADDRESS": fake.ascii_email(),
        "DOMAIN_NAME": rng.choice([fake.url(), us.url(), f"www.{us.domain_name()}", us.domain_name()]),
    }


def main():
    rng = random.Random(7)
    faker.Faker.seed(7)
    us = faker.Faker("en_US")
    number = 0
    for locale in LOCALES:
        fake = faker.Faker(locale)
        for _ in range(EACH):
            made = values(rng, fake, us)
            for kind, templates in (("announced", ANNOUNCED), ("bare", BARE)):
                for name, value in made.items():
                    before, _, after = rng.choice(templates[name]).partition("{}")
                    row = {"id": number, "text": before + value + after, "source": kind, "locale": locale,
                           "spans": [{"start": len(before), "end": len(before) + len(value), "type": name}]}
                    number += 1
                    print(json.dumps(row))
            text = rng.choice(NOTHING).format(
                date=us.date(rng.choice(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%B %d, %Y"])), n=rng.randint(2, 9999),
                price=f"{rng.randint(1, 9999)}.{rng.randint(10, 99)}", v=f"{rng.randint(0, 20)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}",
                order=rng.randint(10**6, 10**11))
            print(json.dumps({"id": number, "text": text, "source": "nothing", "spans": []}))
            number += 1


if __name__ == "__main__":
    sys.exit(main())
