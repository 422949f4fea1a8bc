"""A bureau's ledger that reads ledger.events and answers. Python 3.9, kafka-python; see ../../bureau.md.

    python ledger_consumer.py               reads until it is told to stop
    python ledger_consumer.py --bookings    prints what is booked, a JSON line each
"""
import base64, datetime, hashlib, hmac, json, os, signal, sqlite3, sys

from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import OffsetAndMetadata, TopicPartition

settings = os.environ
INSURANCE = settings.get("INSURANCE", "medical")
ANSWERS = settings.get("ANSWERS_TOPIC", "medical-bureau.postings")
ADDITION = "pension-true-up"

ledger = sqlite3.connect(settings.get("LEDGER_FILE", "ledger.db"), isolation_level=None)
ledger.executescript("""
  pragma synchronous = full;
  -- What was answered about a month of an event: the same event again gets the same answer.
  create table if not exists answered (
    event text, month text, addition text, answer text not null, primary key (event, month, addition));
  create table if not exists booked (
    receipt integer primary key, person text not null, month text not null, addition text not null,
    orders text not null, items text not null, total text not null, booked_on text not null, reversed_on text);
  -- A month is booked once at a time, whatever is read.
  create unique index if not exists one_booking on booked (person, month, addition)
    where reversed_on is null;
  create table if not exists gone_back (
    person text, month text, addition text, order_id text, primary key (person, month, addition, order_id));
""")


def fen(amount):
    return int(amount.replace(".", ""))


def yuan(amount):
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def today():
    """The day of these books, in Asia/Shanghai: every answer says it, and the totals of a day are by it."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat()


def months_in(event):
    """What an event asks for: (id, month, addition, orders, items) to book, or without items to reverse."""
    kind, data, event_id = event["type"].split(".")[-2], event["data"], event["id"]
    if kind == "BundleSettled" and INSURANCE == "medical":
        # One event carries the whole bundle: it is booked with all its items or not at all.
        orders = sorted({item["orderId"] for item in data["items"]})
        yield event_id, data["month"], "", orders, data["items"]
    elif kind in ("PensionMonthsSettled", "TrueUpsSettled") and INSURANCE == "pension":
        addition = ADDITION if kind == "TrueUpsSettled" else ""
        for month in data["months"]:
            items = [{"item": addition or "pension", "amount": month["amount"]}]
            yield event_id, month["month"], addition, [data["orderId"]], items
    elif kind == "TrueUpRefundDecided" and INSURANCE == "pension":
        for month in data["months"]:
            items = [{"item": ADDITION, "amount": "-" + month["amount"]}]
            yield event_id, month["month"], ADDITION, [month["orderId"]], items
    elif kind == "TrueUpReversalDecided" and INSURANCE == "pension":
        for month in data["months"]:
            yield event_id, month["month"], ADDITION, month["orderIds"], None
    elif kind == "ReceivedItemsSuspended" and INSURANCE == "medical":
        yield event_id, data["month"], "", [data["orderId"]], None
    elif data.get("insurance") != INSURANCE:
        return
    elif kind == "SettlementReversed":
        for month in data["months"]:
            yield event_id, month, "", [data["orderId"]], None
        for month in data.get("trueUpMonths", []):
            yield event_id, month, ADDITION, [data["orderId"]], None
    elif kind == "RefundDecided":
        for month in data["months"]:
            yield event_id, month["month"], "", month["orderIds"], None
        for month in data.get("trueUps", []):
            yield event_id, month["month"], ADDITION, month["orderIds"], None
    elif kind == "PostingRequestedAgain":
        yield data["requestId"], data["month"], data.get("addition", ""), data["orderIds"], data["items"]
    elif kind == "ReversalRequestedAgain":
        yield data["reversalId"], data["month"], data.get("addition", ""), data["orderIds"], None


def book(place, orders, items, is_again):
    gone = "from gone_back where (person, month, addition) = (?, ?, ?) and order_id = ?"
    for order in orders:
        if not is_again:
            ledger.execute("delete " + gone, (*place, order))
        elif ledger.execute("select 1 " + gone, (*place, order)).fetchone():
            # The two topics have no common order: this request was older than the refund.
            return {"outcome": "refused", "reason": "款项已退"}
    items = [{"item": each["item"], "amount": each["amount"]} for each in items]
    total, day = yuan(sum(fen(each["amount"]) for each in items)), today()
    booking = """insert or ignore into booked (person, month, addition, orders, items, total, booked_on)
        values (?, ?, ?, ?, ?, ?, ?)"""
    done = ledger.execute(booking, (*place, json.dumps(orders), json.dumps(items), total, day))
    if done.rowcount == 0:
        return {"outcome": "refused", "reason": "该月份已记账"}
    return {"outcome": "booked", "receiptNo": f"PY{done.lastrowid:08d}", "total": total, "bookedOn": day}


def reverse(place, orders):
    for order in orders:
        ledger.execute("insert or ignore into gone_back values (?, ?, ?, ?)", (*place, order))
    active = """select receipt, orders from booked
        where (person, month, addition) = (?, ?, ?) and reversed_on is null"""
    day = today()
    for receipt, paid_by in ledger.execute(active, place).fetchall():
        if set(json.loads(paid_by)) & set(orders):
            ledger.execute("update booked set reversed_on = ? where receipt = ?", (day, receipt))
    return {"outcome": "reversed", "bookedOn": day}


def answer_to(event, answered, month, addition, orders, items):
    """Books or reverses, once; a repeat gets the answer of the first time."""
    person = event["data"]["personId"]
    known = "select answer from answered where (event, month, addition) = (?, ?, ?)"
    row = ledger.execute(known, (answered, month, addition)).fetchone()
    if row is not None:
        return person, row[0]
    place, is_again = (person, month, addition), answered != event["id"]
    done = reverse(place, orders) if items is None else book(place, orders, items, is_again)
    about = {"answers": answered, "personId": person, "month": month}
    answer = json.dumps({**about, **({"addition": addition} if addition else {}), **done}, ensure_ascii=False)
    ledger.execute("insert into answered values (?, ?, ?, ?)", (answered, month, addition, answer))
    return person, answer


def lines_of(day):
    """What was booked and reversed on a day; what was both on one day is neither."""
    rows = """select person, month, addition, items, total, booked_on, reversed_on from booked
        where booked_on is not reversed_on and ? in (booked_on, reversed_on) order by receipt"""
    for person, month, addition, items, total, booked_on, _ in ledger.execute(rows, (day,)).fetchall():
        line = {"personId": person, "month": month, "kind": "booked" if booked_on == day else "reversed", "total": total}
        yield {**line, **({"addition": addition} if addition else {})}, json.loads(items)


def totals_of(lines):
    def tally(kind):
        amounts = [fen(line["total"]) for line, _ in lines if line["kind"] == kind]
        return {"count": len(amounts), "amount": yuan(sum(amounts))}

    sums = {}
    for line, items in lines:
        for item in items:
            of_item = sums.setdefault(item["item"], {"booked": 0, "reversed": 0})
            of_item[line["kind"]] += fen(item["amount"])
    items = [{"item": item, **{kind: yuan(of_item[kind]) for kind in of_item}} for item, of_item in sorted(sums.items())]
    return {"booked": tally("booked"), "reversed": tally("reversed"), "items": items}


def day_answers(data):
    """Our own totals of a day, whatever the platform has; where it has others, with every month behind them."""
    if data["insurance"] != INSURANCE:
        return []
    totals_id, day = data["totalsId"], data["day"]
    known = "select answer from answered where event = ? and addition = 'totals' order by cast(month as integer)"
    told = [answer for (answer,) in ledger.execute(known, (totals_id,)).fetchall()]
    if not told:
        lines = list(lines_of(day))
        totals = totals_of(lines)
        theirs = {**{kind: data[kind] for kind in ("booked", "reversed")}}
        theirs["items"] = sorted(data["items"], key=lambda each: each["item"])
        listed = [] if totals == theirs else [line for line, _ in lines]
        parts = max(1, -(-len(listed) // 1000))
        for part in range(1, parts + 1):
            of_part = {"part": part, "parts": parts, "lines": listed[(part - 1) * 1000 : part * 1000]}
            told.append(json.dumps({"answers": totals_id, "day": day, **totals, **of_part}))
            ledger.execute("insert into answered values (?, ?, 'totals', ?)", (totals_id, str(part), told[-1]))
    return [(totals_id, answer) for answer in told]


def answers_to(event):
    """One transaction an event: all of it, or it is read again."""
    ledger.execute("begin immediate")
    try:
        if event["type"].endswith(".BureauDayTotalled.v1"):
            answers = day_answers(event["data"])
        else:
            answers = [answer_to(event, *work) for work in months_in(event)]
        ledger.execute("commit")
        return answers
    except BaseException:
        ledger.execute("rollback")
        raise


def signature(key, value):
    secret = base64.urlsafe_b64decode(settings["ANSWERS_SECRET"] + "==")
    text = f"{ANSWERS}\n{len(key)}\n{key}\n{value}".encode()
    mac = base64.urlsafe_b64encode(hmac.new(secret, text, hashlib.sha256).digest()).rstrip(b"=").decode()
    return [("canbao-mac", f"{settings['ANSWERS_KEY_ID']}:{mac}".encode())]


def run():
    brokers = settings["KAFKA_BROKERS"].split(",")
    consumer = KafkaConsumer(
        settings.get("LEDGER_TOPIC", "ledger.events"),
        settings.get("REQUESTS_TOPIC", "ledger-sync.requests"),
        bootstrap_servers=brokers,
        group_id=settings["KAFKA_GROUP"],
        auto_offset_reset="earliest",  # Nothing was read yet: begin with the first event, never with the newest.
        enable_auto_commit=False,
        session_timeout_ms=10000,
        heartbeat_interval_ms=2000,
    )
    producer = KafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=True)
    stopped = []
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stopped.append(True))
    while not stopped:
        for partition, records in consumer.poll(timeout_ms=500, max_records=100).items():
            for record in records:
                for person, answer in answers_to(json.loads(record.value)):
                    producer.send(ANSWERS, key=person.encode(), value=answer.encode(), headers=signature(person, answer))
            # First the ledger, then the answers, and only then the offset.
            producer.flush()
            consumer.commit({partition: OffsetAndMetadata(records[-1].offset + 1, "", -1)})
    consumer.close()
    producer.close()


if "--bookings" in sys.argv:
    for row in ledger.execute("select person, month, addition, total from booked where reversed_on is null"):
        print(json.dumps(dict(zip(("personId", "month", "addition", "total"), row))))
else:
    run()
