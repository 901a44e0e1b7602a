package io.muster.stack.organization;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A name as its bearer writes it, and in Latin letters for user names.
 */
record PersonName(String given, String family, String latinGiven, String latinFamily) {
    /** Names of one script: each part is {@code native} or {@code native=latin}. */
    private record Pool(List<String> given, List<String> family) {}

    private static final List<Pool> POOLS = List.of(
            new Pool(
                    List.of(
                            "Zoë",
                            "Élodie",
                            "Théo",
                            "Anaïs",
                            "Loïc",
                            "Camille",
                            "François",
                            "Chloé",
                            "Noël",
                            "Margaux"),
                    List.of(
                            "Lefèvre",
                            "Dupré",
                            "D'Aubigné",
                            "Saint-Exupéry",
                            "Bœuf",
                            "Gauthier",
                            "Müller-Lefèvre",
                            "Noël")),
            new Pool(
                    List.of("Jürgen", "Käthe", "Björn", "Sören", "Bärbel", "Lukas", "Frieda", "Jörg", "Anneliese"),
                    List.of("Müßiggang", "Groß", "Weiß", "Schäfer", "von der Heide", "Öztürk", "Krüger", "Jäger")),
            new Pool(
                    List.of("João", "Inês", "Conceição", "Thiago", "Antônio", "Luísa", "Gonçalo"),
                    List.of("da Conceição", "Magalhães", "Araújo", "dos Santos", "Brandão", "Simões")),
            new Pool(
                    List.of("Łukasz", "Żaneta", "Dvořák", "Søren", "Åsa", "Þóra", "Ágnes", "Ştefan", "Nguyễn"),
                    List.of("Wałęsa", "Brzęczyszczykiewicz", "Ångström", "Ødegård", "Šafařík", "Țepeș", "Phạm")),
            new Pool(
                    List.of("Mary", "John", "Ravi", "Grace", "Liam", "Aroha", "Emma", "Tyrone", "X Æ", "O"),
                    List.of(
                            "Smith",
                            "O'Neill",
                            "Null",
                            "van Buren",
                            "McGregor",
                            "Ng",
                            "Test",
                            "Fitzgerald-Kamehameha")),
            new Pool(
                    List.of("अदिति=Aditi", "रोहन=Rohan", "प्रिया=Priya", "विक्रम=Vikram"),
                    List.of("शर्मा=Sharma", "कुलकर्णी=Kulkarni", "देशपांडे=Deshpande", "जोशी=Joshi")),
            new Pool(
                    List.of("花子=Hanako", "太郎=Taro", "さくら=Sakura", "健太=Kenta"),
                    List.of("山田=Yamada", "佐藤=Sato", "𠮷田=Yoshida", "髙橋=Takahashi")),
            new Pool(
                    List.of("Алексей=Aleksei", "Ольга=Olga", "Юлия=Yuliya", "Ярослав=Yaroslav"),
                    List.of("Щербаков=Shcherbakov", "Іваненко=Ivanenko", "Ковальчук=Kovalchuk")),
            new Pool(
                    List.of("يوسف=Yusuf", "فاطمة=Fatima", "نور=Nur"),
                    List.of("الحسن=Alhasan", "بن علي=Benali", "حداد=Haddad")),
            new Pool(
                    List.of("Γιώργος=Giorgos", "Ελένη=Eleni"),
                    List.of("Παπαδόπουλος=Papadopoulos", "Οικονόμου=Oikonomou")),
            new Pool(List.of("민준=Minjun", "서연=Seoyeon"), List.of("김=Kim", "박=Park")),
            new Pool(List.of("伟=Wei", "芳=Fang"), List.of("王=Wang", "欧阳=Ouyang")));

    /** A name that no form was made for. */
    static final PersonName LONGEST = of(
            "Maria-Theresia Wilhelmine Auguste Friederike Karoline Ernestine Leopoldine",
            "Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst genannt von der Recke-Volmerstein und Donnersmarck");

    static PersonName random(RandomGenerator random) {
        // Latin scripts are more frequent than the others, as at the sites
        var pool = POOLS.get(random.nextInt(10) < 7 ? random.nextInt(5) : random.nextInt(POOLS.size()));
        return of(pick(pool.given(), random), pick(pool.family(), random));
    }

    static PersonName of(String given, String family) {
        return new PersonName(written(given), written(family), latin(given), latin(family));
    }

    /** {@code given.family}, lower case ASCII, at most 40 characters. */
    String userName() {
        var name = (latinGiven + "." + latinFamily).toLowerCase(Locale.ROOT);
        return name.substring(0, Math.min(40, name.length()));
    }

    private static String pick(List<String> values, RandomGenerator random) {
        return values.get(random.nextInt(values.size()));
    }

    private static String written(String part) {
        return part.contains("=") ? part.substring(0, part.indexOf('=')) : part;
    }

    private static String latin(String part) {
        var text = part.substring(part.indexOf('=') + 1)
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("Æ", "Ae")
                .replace("œ", "oe")
                .replace("ø", "o")
                .replace("Ø", "O")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replace("Þ", "Th");
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("[^A-Za-z]", "");
    }
}
