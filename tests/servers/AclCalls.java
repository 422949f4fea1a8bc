import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.tools.AclCommand;

/** Kafka's own tool for rules, once for each line of a file: starting a Java for each takes seconds. */
public class AclCalls {
  public static void main(String[] args) throws Exception {
    for (String call : Files.readAllLines(Path.of(args[0]))) AclCommand.main(call.split("\t"));
  }
}
