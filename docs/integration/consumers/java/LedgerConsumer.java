import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A bureau's ledger that reads ledger.events and answers. Java 17, kafka-clients; see ../../bureau.md. Its
 * books are a journal of its own answers, a line each, forced to the disk before an answer is sent: a bureau
 * has a database in its place, with a unique index on what is answered.
 */
public final class LedgerConsumer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDITION = "pension-true-up";
  private static final String TOTALS = "totals";
  private static final String INSURANCE = setting("INSURANCE", "medical");
  private static final String ANSWERS = setting("ANSWERS_TOPIC", "medical-bureau.postings");

  /** A month of an event: to book with items, to reverse without any; `again` after it was refused. */
  record Work(
      String id, String person, String month, String addition, List<String> orders, JsonNode items, boolean again) {
    Work(String id, String person, String month, String addition, List<String> orders, JsonNode items) {
      this(id, person, month, addition, orders, items, false);
    }
    boolean reverses() { return items == null || items.isNull(); }
    String total() {
      long fen = 0;
      for (JsonNode item : items) fen += fen(item.get("amount").asText());
      return yuan(fen);
    }
    String name() { return id + " " + month + " " + addition; }
    String place() { return person + " " + month + " " + addition; }
  }

  /** A line of the journal: the work, and how it was answered. */
  record Line(Work work, ObjectNode answer) {}

  private final Map<String, ObjectNode> answered = new HashMap<>();
  private final Map<String, Line> active = new HashMap<>();
  private final List<Line> booked = new ArrayList<>();
  /** By receipt, the day on which it was reversed. */
  private final Map<String, String> reversedOn = new HashMap<>();
  private final Map<String, Set<String>> goneBack = new HashMap<>();
  private final FileChannel journal;
  private int lines = 0;

  LedgerConsumer(Path file) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file);
      // A crash within a write leaves half a line, which was never answered.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      for (String line : whole.lines().toList()) remember(JSON.readValue(line, Line.class));
      if (whole.length() < text.length()) Files.writeString(file, whole);
    }
    journal = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void remember(Line line) {
    Work work = line.work();
    answered.put(work.name(), line.answer());
    lines += 1;
    if (work.addition().equals(TOTALS)) return;
    Set<String> gone = goneBack.computeIfAbsent(work.place(), place -> new HashSet<>());
    if (!work.reverses() && !work.again()) gone.removeAll(work.orders());
    switch (line.answer().get("outcome").asText()) {
      case "booked" -> {
        active.put(work.place(), line);
        booked.add(line);
      }
      case "reversed" -> {
        gone.addAll(work.orders());
        Line before = active.get(work.place());
        if (before != null && !Collections.disjoint(before.work().orders(), work.orders())) {
          active.remove(work.place());
          reversedOn.put(before.answer().get("receiptNo").asText(), line.answer().get("bookedOn").asText());
        }
      }
      default -> { }
    }
  }

  /** Books or reverses, once; a repeat gets the answer of the first time. */
  private ObjectNode answer(Work work) throws IOException {
    ObjectNode before = answered.get(work.name());
    if (before != null) return before;
    ObjectNode answer = JSON.createObjectNode()
        .put("answers", work.id()).put("personId", work.person()).put("month", work.month());
    if (!work.addition().isEmpty()) answer.put("addition", work.addition());
    if (work.reverses()) answer.put("outcome", "reversed").put("bookedOn", today());
    // The two topics have no common order: such a request was older than the refund.
    else if (work.again() && !Collections.disjoint(goneBack.getOrDefault(work.place(), Set.of()), work.orders()))
      answer.put("outcome", "refused").put("reason", "款项已退");
    else if (active.containsKey(work.place()))
      answer.put("outcome", "refused").put("reason", "该月份已记账");
    else
      answer.put("outcome", "booked").put("receiptNo", "JV%08d".formatted(lines + 1)).put("total", work.total())
          .put("bookedOn", today());
    write(new Line(work, answer));
    return answer;
  }

  private void write(Line line) throws IOException {
    journal.write(ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8)));
    remember(line);
  }

  /** The day of these books, in Asia/Shanghai: every answer says it, and the totals of a day are by it. */
  private static String today() { return LocalDate.now(ZoneId.of("Asia/Shanghai")).toString(); }

  private static long fen(String amount) { return Long.parseLong(amount.replace(".", "")); }

  private static String yuan(long fen) {
    return "%s%d.%02d".formatted(fen < 0 ? "-" : "", Math.abs(fen) / 100, Math.abs(fen) % 100);
  }

  /** Our own totals of a day, whatever the platform has; where it has others, with every month behind them. */
  private List<ObjectNode> answers(JsonNode told) throws IOException {
    String id = told.get("totalsId").asText();
    String day = told.get("day").asText();
    List<ObjectNode> answers = new ArrayList<>();
    for (int part = 1; answered.containsKey(totalsWork(id, part).name()); part += 1)
      answers.add(answered.get(totalsWork(id, part).name()));
    if (!answers.isEmpty()) return answers;
    ArrayNode all = JSON.createArrayNode();
    // By kind, and by kind and item: months and fen.
    Map<String, long[]> sums = new TreeMap<>();
    for (Line line : booked) {
      String bookedOn = line.answer().get("bookedOn").asText();
      String backOn = reversedOn.get(line.answer().get("receiptNo").asText());
      // What was both on one day is neither.
      if (bookedOn.equals(backOn) || !(bookedOn.equals(day) || day.equals(backOn))) continue;
      Work work = line.work();
      String kind = bookedOn.equals(day) ? "booked" : "reversed";
      ObjectNode month = JSON.createObjectNode().put("personId", work.person()).put("month", work.month())
          .put("kind", kind).put("total", work.total());
      if (!work.addition().isEmpty()) month.put("addition", work.addition());
      all.add(month);
      count(sums, kind, work.total());
      for (JsonNode item : work.items()) count(sums, item.get("item").asText() + " " + kind, item.get("amount").asText());
    }
    ObjectNode totals = JSON.createObjectNode();
    for (String kind : List.of("booked", "reversed"))
      totals.putObject(kind).put("count", sumOf(sums, kind)[0]).put("amount", yuan(sumOf(sums, kind)[1]));
    Set<String> names = new TreeSet<>();
    for (String name : sums.keySet()) if (name.contains(" ")) names.add(name.substring(0, name.indexOf(' ')));
    ArrayNode items = totals.putArray("items");
    for (String name : names)
      items.addObject().put("item", name).put("booked", yuan(sumOf(sums, name + " booked")[1]))
          .put("reversed", yuan(sumOf(sums, name + " reversed")[1]));
    boolean agrees = isSame(totals, told);
    int parts = agrees ? 1 : Math.max(1, (all.size() + 999) / 1000);
    for (int part = 1; part <= parts; part += 1) {
      ObjectNode answer = JSON.createObjectNode().put("answers", id).put("day", day);
      answer.setAll(totals);
      answer.put("part", part).put("parts", parts);
      ArrayNode lines = answer.putArray("lines");
      for (int at = (part - 1) * 1000; !agrees && at < Math.min(part * 1000, all.size()); at += 1) lines.add(all.get(at));
      write(new Line(totalsWork(id, part), answer));
      answers.add(answer);
    }
    return answers;
  }

  private static Work totalsWork(String id, int part) {
    return new Work(id, "", String.valueOf(part), TOTALS, List.of(), null);
  }

  private static void count(Map<String, long[]> sums, String name, String amount) {
    long[] sum = sums.computeIfAbsent(name, of -> new long[2]);
    sum[0] += 1;
    sum[1] += fen(amount);
  }

  private static long[] sumOf(Map<String, long[]> sums, String name) { return sums.getOrDefault(name, new long[2]); }

  private static boolean isSame(JsonNode one, JsonNode other) {
    if (!itemsIn(one).equals(itemsIn(other))) return false;
    for (String kind : List.of("booked", "reversed"))
      for (String part : List.of("count", "amount"))
        if (!one.get(kind).get(part).asText().equals(other.get(kind).get(part).asText())) return false;
    return true;
  }

  private static Set<List<String>> itemsIn(JsonNode totals) {
    Set<List<String>> items = new HashSet<>();
    for (JsonNode item : totals.get("items"))
      items.add(List.of(item.get("item").asText(), item.get("booked").asText(), item.get("reversed").asText()));
    return items;
  }

  /** What an event asks for. Types and fields that are not known here are passed over. */
  private static List<Work> worksIn(JsonNode event) {
    JsonNode data = event.get("data");
    String[] type = event.get("type").asText().split("\\.");
    String kind = type[type.length - 2];
    String id = event.get("id").asText();
    String person = data.path("personId").asText();
    String order = data.path("orderId").asText();
    boolean isPension = INSURANCE.equals("pension");
    boolean isOurs = data.path("insurance").asText().equals(INSURANCE);
    List<Work> works = new ArrayList<>();
    if (kind.equals("BundleSettled") && !isPension) {
      // One event carries the whole bundle: it is booked with all its items or not at all.
      Set<String> orders = new TreeSet<>();
      data.get("items").forEach(item -> orders.add(item.get("orderId").asText()));
      works.add(new Work(id, person, data.get("month").asText(), "", List.copyOf(orders), data.get("items")));
    } else if ((kind.equals("PensionMonthsSettled") || kind.equals("TrueUpsSettled")) && isPension) {
      boolean isTrueUp = kind.equals("TrueUpsSettled");
      String addition = isTrueUp ? ADDITION : "";
      for (JsonNode month : data.get("months"))
        works.add(new Work(
            id, person, month.get("month").asText(), addition, List.of(order),
            item(isTrueUp ? ADDITION : "pension", month.get("amount").asText())));
    } else if (kind.equals("TrueUpRefundDecided") && isPension) {
      for (JsonNode month : data.get("months"))
        works.add(new Work(id, person, month.get("month").asText(), ADDITION,
            List.of(month.get("orderId").asText()), item(ADDITION, "-" + month.get("amount").asText())));
    } else if (kind.equals("TrueUpReversalDecided") && isPension) {
      back(works, id, person, data.path("months"), ADDITION);
    } else if (kind.equals("ReceivedItemsSuspended") && !isPension) {
      works.add(new Work(id, person, data.get("month").asText(), "", List.of(order), null));
    } else if (kind.equals("SettlementReversed") && isOurs) {
      data.get("months").forEach(month -> works.add(new Work(id, person, month.asText(), "", List.of(order), null)));
      data.path("trueUpMonths").forEach(
          month -> works.add(new Work(id, person, month.asText(), ADDITION, List.of(order), null)));
    } else if (kind.equals("RefundDecided") && isOurs) {
      back(works, id, person, data.path("months"), "");
      back(works, id, person, data.path("trueUps"), ADDITION);
    } else if (kind.equals("PostingRequestedAgain") && isOurs) {
      works.add(new Work(data.get("requestId").asText(), person, data.get("month").asText(),
          data.path("addition").asText(), texts(data.get("orderIds")), data.get("items"), true));
    } else if (kind.equals("ReversalRequestedAgain") && isOurs) {
      works.add(new Work(data.get("reversalId").asText(), person, data.get("month").asText(),
          data.path("addition").asText(), texts(data.get("orderIds")), null));
    }
    return works;
  }

  private static JsonNode item(String name, String amount) {
    return JSON.createArrayNode().add(JSON.createObjectNode().put("item", name).put("amount", amount));
  }

  private static void back(List<Work> works, String id, String person, JsonNode months, String addition) {
    for (JsonNode month : months)
      works.add(new Work(id, person, month.get("month").asText(), addition, texts(month.get("orderIds")), null));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private void run() throws Exception {
    Map<String, Object> reading = Map.of(
        "bootstrap.servers", setting("KAFKA_BROKERS", "localhost:9092"),
        "group.id", setting("KAFKA_GROUP", "medical-bureau-ledger"),
        // Nothing was read yet: begin with the first event, never with the newest.
        "auto.offset.reset", "earliest",
        "enable.auto.commit", "false",
        "session.timeout.ms", "10000",
        "max.poll.records", "100",
        "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
        "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    Map<String, Object> writing = Map.of(
        "bootstrap.servers", setting("KAFKA_BROKERS", "localhost:9092"),
        "acks", "all",
        "enable.idempotence", "true",
        "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
        "value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    try (var consumer = new KafkaConsumer<String, String>(reading);
        var producer = new KafkaProducer<String, String>(writing)) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        consumer.wakeup();
        try { main.join(); } catch (InterruptedException interrupted) { main.interrupt(); }
      }));
      consumer.subscribe(List.of(
          setting("LEDGER_TOPIC", "ledger.events"), setting("REQUESTS_TOPIC", "ledger-sync.requests")));
      while (true) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(500));
        for (TopicPartition partition : records.partitions()) {
          List<ProducerRecord<String, String>> answers = new ArrayList<>();
          long next = 0;
          for (ConsumerRecord<String, String> record : records.records(partition)) {
            JsonNode event = JSON.readTree(record.value());
            for (Work work : worksIn(event)) answers.add(signed(work.person(), answer(work)));
            JsonNode data = event.path("data");
            if (event.path("type").asText().endsWith(".BureauDayTotalled.v1")
                && data.path("insurance").asText().equals(INSURANCE))
              for (ObjectNode answer : answers(data)) answers.add(signed(answer.get("answers").asText(), answer));
            next = record.offset() + 1;
          }
          // First the ledger, then the answers, and only then the offset.
          journal.force(false);
          answers.forEach(producer::send);
          producer.flush();
          consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
        }
      }
    } catch (WakeupException stopped) {
      // Told to stop: what is not committed is read again, and recognised.
    }
  }

  private static ProducerRecord<String, String> signed(String key, ObjectNode answer) throws Exception {
    String value = JSON.writeValueAsString(answer);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(setting("ANSWERS_SECRET", "")), "HmacSHA256"));
    byte[] text = (ANSWERS + "\n" + key.length() + "\n" + key + "\n" + value).getBytes(StandardCharsets.UTF_8);
    String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text));
    var record = new ProducerRecord<>(ANSWERS, key, value);
    record.headers().add("canbao-mac", (setting("ANSWERS_KEY_ID", "") + ":" + hash).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private static String setting(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  public static void main(String[] arguments) throws Exception {
    var ledger = new LedgerConsumer(Path.of(setting("LEDGER_FILE", "ledger.jsonl")));
    if (!List.of(arguments).contains("--bookings")) {
      ledger.run();
      return;
    }
    for (Line line : ledger.active.values())
      System.out.println(JSON.createObjectNode()
          .put("personId", line.work().person()).put("month", line.work().month())
          .put("addition", line.work().addition()).put("total", line.work().total()));
  }
}
