package dev.tincan.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/// The architecture rules of a pure core, for the `ArchitectureTest` of its module. Numbers are
/// those of ARCHITECTURE.md. Test classes are left out.
public final class PureCoreRules {
  private static final Set<String> BANNED_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.Runtime",
          "java.lang.System$Logger",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket",
          "java.net.MulticastSocket",
          "java.net.URL",
          "java.net.NetworkInterface",
          "java.util.Timer");
  private static final Set<String> BANNED_PACKAGES =
      Set.of(
          "java.nio.channels",
          "java.net.http",
          "java.sql",
          "java.nio.file",
          "java.util.logging",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "org.slf4j");
  private static final Set<String> ALLOWED_TYPES =
      Set.of("java.util.concurrent.TimeUnit", "java.util.concurrent.CancellationException");
  private static final Set<String> NAMELESS_ENDINGS =
      Set.of("Util", "Utils", "Helper", "Helpers", "Manager", "Impl");
  private static final Set<String> UNORDERED_MAPS =
      Set.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.Hashtable");
  private static final Set<String> UNORDERED_COLLECTORS =
      Set.of(
          "toMap",
          "toSet",
          "toUnmodifiableMap",
          "toUnmodifiableSet",
          "groupingBy",
          "partitioningBy");

  private final String root;
  private final List<String> valuePackages;
  private final JavaClasses classes;

  PureCoreRules(String root, List<String> valuePackages, JavaClasses classes) {
    this.root = root;
    this.valuePackages = valuePackages;
    this.classes = classes;
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("no classes below " + root);
    }
  }

  /// The rules for one module.
  ///
  /// @param root root package of the module, such as `dev.tincan.turn`
  /// @param valuePackages names of sub-packages that hold values only (R8), such as `attribute`;
  ///   each must exist
  public static PureCoreRules of(String root, String... valuePackages) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    return new PureCoreRules(root, List.of(valuePackages), classes);
  }

  /// Checks every rule and names all that are broken, not just the first.
  public void check() {
    List<String> broken = new ArrayList<>();
    for (ArchRule rule : rules()) {
      try {
        rule.check(classes);
      } catch (AssertionError failure) {
        broken.add(failure.getMessage());
      }
    }
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n\n", broken));
    }
  }

  private List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    rules.add(usesNoInputOutput());
    rules.add(asksForNeitherTimeNorRandomnessNorNames());
    rules.add(usesNoUnorderedMaps());
    rules.add(subPackagesKnowNoRoot());
    rules.add(packagesHaveNoCycles());
    for (String name : valuePackages) {
      rules.add(holdsOnlyValues(root + "." + name + ".."));
    }
    rules.add(hasNoMutableStatics());
    rules.add(hasNoNamelessNames());
    return rules;
  }

  private static ArchRule usesNoInputOutput() {
    DescribedPredicate<JavaClass> outside =
        DescribedPredicate.describe(
            "sockets, files, databases, threads, executors, locks or loggers",
            type ->
                !ALLOWED_TYPES.contains(type.getName())
                    && (BANNED_TYPES.contains(type.getName())
                        || BANNED_PACKAGES.contains(type.getPackageName())));
    return noClasses()
        .should()
        .dependOnClassesThat(outside)
        .as("R3: a pure core uses no sockets, threads, logs");
  }

  private static ArchRule asksForNeitherTimeNorRandomnessNorNames() {
    return noClasses()
        .should()
        .accessTargetWhere(calls(PureCoreRules::asksTheWorld))
        .as("R4: time, randomness and addresses are handed to a pure core");
  }

  private static boolean asksTheWorld(String owner, JavaAccess<?> access) {
    String name = access.getTarget().getName();
    boolean constructor = name.equals("<init>");
    return switch (owner) {
      case "java.lang.System" ->
          name.equals("nanoTime")
              || name.equals("currentTimeMillis")
              || name.equals("getenv")
              || name.equals("getProperty");
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
      case "java.util.Random", "java.security.SecureRandom", "java.util.SplittableRandom" ->
          constructor;
      case "java.util.concurrent.ThreadLocalRandom" -> true;
      case "java.util.Date", "java.util.GregorianCalendar" -> constructor;
      case "java.util.UUID" -> name.equals("randomUUID");
      case "java.util.random.RandomGenerator" -> name.equals("getDefault") || name.equals("of");
      case "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address" ->
          name.equals("getByName")
              || name.equals("getAllByName")
              || name.equals("getLocalHost")
              || name.equals("getHostName")
              || name.equals("getCanonicalHostName");
      case "java.net.InetSocketAddress" ->
          name.equals("getHostName")
              || (constructor && access.getDescription().contains("java.lang.String"));
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  private static ArchRule usesNoUnorderedMaps() {
    return noClasses()
        .should()
        .accessTargetWhere(calls(PureCoreRules::makesUnordered))
        .as("R5: maps and sets in a pure core keep an order");
  }

  private static boolean makesUnordered(String owner, JavaAccess<?> access) {
    String name = access.getTarget().getName();
    if (UNORDERED_MAPS.contains(owner)) {
      return name.equals("<init>") || name.startsWith("new");
    }
    return switch (owner) {
      case "java.util.Map" ->
          name.equals("of") || name.equals("ofEntries") || name.equals("copyOf");
      case "java.util.Set" -> name.equals("of") || name.equals("copyOf");
      case "java.util.stream.Collectors" -> UNORDERED_COLLECTORS.contains(name);
      default -> false;
    };
  }

  private ArchRule subPackagesKnowNoRoot() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root)
        .allowEmptyShould(true)
        .as("R6: a sub-package never imports the root package " + root);
  }

  private ArchRule packagesHaveNoCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .as("R6: packages below " + root + " form no cycle");
  }

  private static ArchRule holdsOnlyValues(String packages) {
    DescribedPredicate<JavaClass> values =
        DescribedPredicate.describe(
            "records, enums or sealed interfaces",
            type ->
                type.isRecord()
                    || type.isEnum()
                    || type.isAnonymousClass()
                    || (type.isInterface() && isSealed(type)));
    return classes()
        .that()
        .resideInAPackage(packages)
        .and()
        .doNotHaveSimpleName("package-info")
        .should(ArchCondition.from(values))
        .as("R8: " + packages + " holds records, enums and sealed interfaces only");
  }

  private static boolean isSealed(JavaClass type) {
    return type.reflect().isSealed();
  }

  private static ArchRule hasNoMutableStatics() {
    return fields()
        .that()
        .areStatic()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .allowEmptyShould(true)
        .as("R8: no static field can change");
  }

  private static ArchRule hasNoNamelessNames() {
    DescribedPredicate<JavaClass> nameless =
        DescribedPredicate.describe(
            "names that say nothing",
            type -> NAMELESS_ENDINGS.stream().anyMatch(type.getSimpleName()::endsWith));
    return noClasses()
        .should(ArchCondition.from(nameless))
        .as("R9: no Util, Helper, Manager, Impl");
  }

  private static DescribedPredicate<JavaAccess<?>> calls(
      BiPredicate<String, JavaAccess<?>> banned) {
    return DescribedPredicate.describe(
        "a banned target", access -> banned.test(access.getTargetOwner().getName(), access));
  }
}
