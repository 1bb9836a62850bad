"""Rows like crmgen's, made the usual way: one call of Faker a cell, then pandas to CSV.

Prints the rows and the seconds they took, imports not counted. As little is done as can be called the same: no model, no
dates that follow from each other, sentences of random words, a made-up score.

    python faker_rows.py CUSTOMERS FOLDER
"""

import random
import sys
import time
from pathlib import Path

import pandas
from faker import Faker

DEALS_A_CUSTOMER = 4
FEEDBACKS_A_CUSTOMER = 5


def customer(fake, number):
    return {
        "customer_id": f"CUST-{number:07}",
        "customer_name": fake.name(),
        "job_title": fake.job(),
        "company_name": fake.company(),
        "email": fake.company_email(),
        "phone": fake.phone_number(),
        "segment": random.choice(["SMB", "Mid-Market", "Enterprise"]),
        "region": random.choice(["North America", "Europe", "APAC", "Latin America"]),
        "country": fake.country(),
        "city": fake.city(),
        "latitude": fake.latitude(),
        "longitude": fake.longitude(),
        "industry": random.choice(["Technology", "Finance", "Retail"]),
        "employees": random.randint(5, 5000),
        "annual_revenue": random.randint(100_000, 90_000_000),
        "plan": random.choice(["Monthly", "Annual"]),
        "account_manager": fake.name(),
        "created_date": fake.date_between("-5y"),
        "last_activity_date": fake.date_between("-1y"),
        "status": random.choice(["Active", "Inactive", "Churned"]),
        "lifetime_value": random.randint(1_000, 900_000),
        "churn_risk_score": round(random.random(), 2),
    }


def deal(fake, owner, number):
    return {
        "deal_id": f"DEAL-{owner:07}-{number:02}",
        "customer_id": f"CUST-{owner:07}",
        "deal_name": fake.catch_phrase(),
        "product": random.choice(["CRM Platform", "Analytics Suite"]),
        "amount": random.randint(500, 200_000),
        "stage": random.choice(["Prospecting", "Proposal", "Closed Won", "Closed Lost"]),
        "source": random.choice(["Inbound Lead", "Partner", "Event"]),
        "owner": fake.name(),
        "created_date": fake.date_between("-2y"),
        "expected_close_date": fake.date_between("today", "+1y"),
        "closed_date": fake.date_between("-1y"),
    }


def feedback(fake, owner, number):
    return {
        "feedback_id": f"FB-{owner:07}-{number:02}",
        "customer_id": f"CUST-{owner:07}",
        "feedback_date": fake.date_between("-2y"),
        "channel": random.choice(["Survey", "Email", "Chat"]),
        "category": random.choice(["Pricing", "Support", "Features"]),
        "feedback_text": fake.text(200),
        "rating": random.randint(1, 5),
        "sentiment_score": round(random.uniform(-1, 1), 4),
        "response_time_hours": round(random.expovariate(0.1), 2),
        "resolved": random.random() < 0.8,
    }


def main(customers, folder):
    fake = Faker()
    Faker.seed(7)
    random.seed(7)
    start = time.perf_counter()
    numbers = range(1, customers + 1)
    tables = {
        "customers": [customer(fake, n) for n in numbers],
        "deals": [deal(fake, n, i) for n in numbers for i in range(DEALS_A_CUSTOMER)],
        "feedback": [feedback(fake, n, i) for n in numbers for i in range(FEEDBACKS_A_CUSTOMER)],
    }
    for name, rows in tables.items():
        pandas.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    seconds = time.perf_counter() - start
    print(sum(len(rows) for rows in tables.values()), seconds)


main(int(sys.argv[1]), Path(sys.argv[2]))
