import assert from "node:assert/strict";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FoundRule } from "../../../aws/ruleReader";
import type { AccountId, Region } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, Readable } from "../../../domain/inventory/inventory";
import { parseInventory } from "../../../domain/inventory/parseInventory";
import { serializeInventory } from "../../../domain/inventory/serializeInventory";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { analyzerLogicalName } from "../../../domain/plan/logicalName";
import { scanRules, type ScanRules } from "../../../domain/plan/scanRules";
import type { AnalyzerSpec } from "../../../domain/plan/types";
import { readConfiguration } from "../../../scripts/files/inputFiles";
import type { Deployment } from "../../../scripts/deploy/deployment";
import { deploymentSparing } from "../../../scripts/deploy/deploymentSparing";
import type { Looked } from "../../../scripts/deploy/lookFirst";
import { recorded } from "../../../scripts/deploy/recordedRun";
import type { RunStackOptions } from "../../../scripts/deploy/runStack";
import { sparing, tellSpared } from "../../../scripts/deploy/sparing";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import { keepState, mendStates } from "../../../scripts/deploy/stateCopies";
import type { RawResource } from "../../../scripts/pulumi";
import { notifying } from "../../support/notifying";
import { account, configurationText, inventory, member } from "../../support/organization";

const stack = { name: `member-${member}`, role: { kind: "member" as const, account: member }, account: member };
const today = () => new Date().toISOString().slice(0, 10);

/** A project on disk, its state as an engine has written it, and what is live. */
class World {
  readonly folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
  readonly backend = { folder: join(this.folder, "state"), project: "p" };
  readonly env: NodeJS.ProcessEnv = { ACCESS_ANALYZER_ORG_PROFILE: "security" };
  engine = "3.230.0";
  options: Partial<Deployment["options"]> = {};
  /** What the organization is read as before the roll-out. */
  looked: Inventory = inventory();
  asked: ReadonlySet<AccountId> | undefined;
  fresh: AccountId[] = [];
  live: Map<Region, Readable<ExistingAnalyzer[]>>;
  /** The scanner's rules. */
  rules = new Map<Region, Readable<FoundRule>>();
  outcome: Partial<Extract<StackOutcome, { state: "done" }>> = { engine: "whole" };
  /** How often the engine was run. */
  runs = 0;

  constructor() {
    this.write("Pulumi.yaml", "name: p\nmain: index.ts\nruntime: nodejs\n");
    this.write("index.ts", '// Ours.\nimport { run } from "access-analyzer-org/stacks";\n\nexport = run;\n');
    this.write("organization.yaml", configurationText());
    this.write("inventory.json", serializeInventory(inventory()));
    this.write("package.json", "{}");
    this.write("package-lock.json", "{}");
    this.write("Pulumi.member-333333333333.yaml", "encryptionsalt: v1\n");
    this.write("node_modules/access-analyzer-org/package.json", '{ "name": "access-analyzer-org", "version": "1.0.0" }');
    for (const room of ["stacks", "components", "domain", "aws"])
      this.write(`node_modules/access-analyzer-org/dist/${room}/index.js`, room);
    for (const name of ["aws", "pulumi"]) this.write(`node_modules/@pulumi/${name}/package.json`, '{ "version": "7.0.0" }');
    this.write("pack/PulumiPolicy.yaml", "runtime: nodejs\n");
    this.write("pack/index.js", "// Judges.\n");
    this.write("policies.json", "{}");
    this.writeState(stateOf(this.specs()));
    this.live = liveOf(this.specs());
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
  }

  get stateFile(): string {
    return join("state", "stacks", "p", `${stack.name}.json`);
  }

  writeState(resources: RawResource[], more: object = {}): void {
    this.write(this.stateFile, JSON.stringify({ version: 3, checkpoint: { stack: stack.name, latest: { resources, ...more } } }));
  }

  planned() {
    const file = this.file("inventory.json");
    const config = readConfiguration({ config: this.file("organization.yaml") });
    return { config, plan: coveragePlan(config, parseInventory(readFileSync(file, "utf8"), file), today()) };
  }

  specs(): AnalyzerSpec[] {
    return this.planned().plan.analyzers.filter((spec) => spec.account === member);
  }

  /** With the scanner's rules in its state, and in AWS. */
  scan(): ScanRules {
    this.write("organization.yaml", configurationText(`${notifying}\nscanner: { enabled: true }`));
    const scanner = scanRules(member, this.planned());
    assert.ok(scanner !== undefined);
    this.writeState([...stateOf(this.specs()), ...stateOfRules(scanner)]);
    this.live = liveOf(this.specs());
    this.rules = new Map(
      scanner.rules.map(({ region, name, description, pattern, bus, role, deadLetters }) => {
        const targets = [{ Id: "bus", Arn: bus, RoleArn: role, DeadLetterConfig: { Arn: deadLetters } }];
        return [
          region,
          { read: { name, description, state: "ENABLED", pattern: JSON.stringify(pattern), targets, tags: { ...scanner.tags } } },
        ];
      }),
    );
    return scanner;
  }

  /** One deploy of the member's stack. */
  async deploy(underWay: () => void = () => undefined): Promise<StackOutcome> {
    const deployment = {
      options: { config: this.file("organization.yaml"), everyStack: false, ...this.options },
      file: this.file("inventory.json"),
      today: today(),
      config: readConfiguration({ config: this.file("organization.yaml") }),
      project: { folder: this.folder, engine: { pulumi: "pulumi", path: "", version: this.engine }, env: this.env },
      pack: { folder: this.file("pack"), config: this.file("policies.json") },
    } as unknown as Deployment; // What sparing looks at.
    const looked = { live: this.looked, asked: this.asked } as unknown as Looked; // As above.
    const isFresh = (id: AccountId) => this.fresh.includes(id);
    const options = {
      ...deploymentSparing(deployment, looked, this.backend, isFresh),
      live: async () => ({ analyzers: this.live, rules: this.rules }),
    };
    const engine: typeof run = async (one) => {
      this.runs++;
      underWay();
      return { stack: one, seconds: 1, state: "done", changes: { same: 3 }, steps: [], ...this.outcome };
    };
    const { run, keep } = sparing(forgetting(this.backend, engine), options);
    const running = { specs: this.specs(), project: deployment.project, signal: new AbortController().signal };
    const outcome = await run(stack, running as unknown as RunStackOptions); // What sparing looks at.
    assert.deepEqual(keep(), []);
    return outcome;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As {@link recorded} does before each engine, without the real one. */
function forgetting(backend: World["backend"], run: Parameters<typeof sparing>[0]): Parameters<typeof sparing>[0] {
  return async (one, options) => {
    rmSync(join(backend.folder, "access-analyzer-org", "p", `${one.name}.proven.json`), { force: true });
    return run(one, options);
  };
}

function stateOf(specs: readonly AnalyzerSpec[]): RawResource[] {
  return [
    { urn: "urn:stack", type: "pulumi:pulumi:Stack" },
    { urn: "urn:provider", type: "pulumi:providers:aws", id: "1" },
    { urn: "urn:account", type: "access-analyzer-org:index:AccountAnalyzers" },
    ...specs.flatMap((spec): RawResource[] => {
      const { region, name, type, tags } = spec;
      const urn = analyzerLogicalName(spec);
      const rules = spec.archiveRules.map(({ name: ruleName, filter }) => {
        const filters = Object.entries(filter).map(([criteria, { eq, exists }]) => ({
          ...{ criteria, ...(eq ? { eqs: eq } : {}), ...(exists === undefined ? {} : { exists: String(exists) }) },
        }));
        const inputs = { analyzerName: name, region, ruleName, filters };
        return { urn: `${urn}-${ruleName}`, type: "aws:accessanalyzer/archiveRule:ArchiveRule", deletedWith: urn, inputs };
      });
      return [
        { urn: `${urn}-component`, type: "access-analyzer-org:index:Analyzer" },
        { urn, type: "aws:accessanalyzer/analyzer:Analyzer", retainOnDelete: true, inputs: { analyzerName: name, region, type, tags } },
        ...rules,
      ];
    }),
  ];
}

function stateOfRules({ rules, tags }: ScanRules): RawResource[] {
  return rules.flatMap(({ region, name, description, pattern, bus, role, deadLetters }): RawResource[] => {
    const rule = { name, description, eventPattern: JSON.stringify(pattern), state: "ENABLED", region, tags };
    const target = { rule: name, targetId: "bus", arn: bus, roleArn: role, deadLetterConfig: { arn: deadLetters }, region };
    return [
      { urn: `scan-${region}`, type: "access-analyzer-org:findings:FindingsForwarder" },
      { urn: `scan-${region}-rule`, type: "aws:cloudwatch/eventRule:EventRule", inputs: rule },
      { urn: `scan-${region}-target`, type: "aws:cloudwatch/eventTarget:EventTarget", inputs: target },
    ];
  });
}

function liveOf(specs: readonly AnalyzerSpec[]): Map<Region, Readable<ExistingAnalyzer[]>> {
  return new Map(
    specs.map(({ region, name, type, tags, archiveRules }) => [
      region,
      { read: [{ name, type, status: "ACTIVE", owner: { kind: "ours" }, tags, archiveRules: { read: archiveRules } }] },
    ]),
  );
}

/** Every state's resource of a type, changed. */
function changed(world: World, type: RegExp, change: (resource: RawResource) => void): void {
  const resources = stateOf(world.specs());
  resources.filter((resource) => type.test(resource.type)).forEach(change);
  world.writeState(resources);
}

function alter(world: World, change: (analyzer: ExistingAnalyzer) => void): void {
  const [[region, found] = []] = [...world.live];
  assert.ok(region !== undefined && found !== undefined && "read" in found);
  const copy = structuredClone(found);
  copy.read.forEach(change);
  world.live.set(region, copy);
}

const analyzerType = /analyzer:Analyzer$/;
const ruleType = /ArchiveRule$/;

/** Each breaks the proof by itself. */
const breaks: Record<string, (world: World) => void> = {
  "a touched state": (world) => appendFileSync(world.file(world.stateFile), "\n"),
  "a state that went": (world) => rmSync(world.file(world.stateFile)),
  "a second form of the state": (world) => world.write(`${world.stateFile}.gz`, "x"),
  "a locked stack": (world) => world.write(`state/locks/organization/p/${stack.name}/1.json`, "{}"),
  "another tag in organization.yaml": (world) => world.write("organization.yaml", configurationText("tags: { team: one }")),
  "another path of the roles": (world) => world.write("organization.yaml", configurationText("access: { rolePath: /other/ }")),
  "another home Region": (world) =>
    world.write("organization.yaml", configurationText().replace("homeRegion: eu-central-1", "homeRegion: eu-west-1")),
  "a Region that is off": (world) => world.write("inventory.json", serializeInventory(inventory([member], ["eu-central-1", "eu-west-1"]))),
  "a place that nothing is planned for": (world) =>
    world.write("organization.yaml", configurationText("regions: { exclude: [{ name: us-east-1, reason: not used }] }")),
  "another caller": (world) => (world.env["ACCESS_ANALYZER_ORG_PROFILE"] = "other"),
  "a caller's role": (world) => (world.env["ACCESS_ANALYZER_ORG_ROLE_ARN"] = "arn:aws:iam::222222222222:role/deployer"),
  "other code for the same program": (world) => (world.env["NODE_OPTIONS"] = "--require ./other.js"),
  "a program that is more than ours": (world) => appendFileSync(world.file("index.ts"), "console.log(1);\n"),
  "a comment in the program": (world) => appendFileSync(world.file("index.ts"), "// More.\n"),
  "another Pulumi.yaml": (world) => appendFileSync(world.file("Pulumi.yaml"), "description: x\n"),
  "another package.json": (world) => world.write("package.json", '{ "type": "commonjs" }'),
  "another lock of packages": (world) => world.write("package-lock.json", '{ "lockfileVersion": 3 }'),
  "other packages than the lock's": (world) => world.write("node_modules/.package-lock.json", "{}"),
  "another tsconfig": (world) => world.write("tsconfig.json", "{}"),
  "another version of the product": (world) =>
    world.write("node_modules/access-analyzer-org/package.json", '{ "name": "access-analyzer-org", "version": "1.0.1" }'),
  ...Object.fromEntries(
    ["stacks", "components", "domain", "aws"].map((room) => [
      `changed code in ${room}`,
      (world: World) => world.write(`node_modules/access-analyzer-org/dist/${room}/index.js`, "changed"),
    ]),
  ),
  "another package aws": (world) => world.write("node_modules/@pulumi/aws/package.json", '{ "version": "7.0.1" }'),
  "another SDK of Pulumi": (world) => world.write("node_modules/@pulumi/pulumi/package.json", '{ "version": "7.0.1" }'),
  "another file in the pack": (world) => world.write("pack/more/rules.js", ""),
  "a changed file in the pack": (world) => appendFileSync(world.file("pack/index.js"), "// More.\n"),
  "other settings of the pack": (world) => world.write("policies.json", '{ "all": "advisory" }'),
  "a pack of one's own": (world) => (world.options = { policyPack: world.file("pack") }),
  "another file of the stack": (world) => appendFileSync(world.file("Pulumi.member-333333333333.yaml"), "config: {}\n"),
  "another engine": (world) => (world.engine = "3.231.0"),
  "an account that was not looked into": (world) => (world.asked = new Set()),
  "an account that is suspended": (world) =>
    (world.looked = { ...inventory([]), accounts: [...inventory([]).accounts, account(member, [], "SUSPENDED")] }),
  "an account whose Regions could not be read": (world) => {
    for (const one of world.looked.accounts) one.regions = { unreadable: "AccessDenied" };
  },
  "a Region that could not be read": (world) => {
    for (const one of world.looked.accounts) for (const place of one.analyzers) place.found = { unreadable: "AccessDenied" };
  },
  "roles that were made anew": (world) => (world.fresh = [member]),
  "a Region that cannot be read now": (world) =>
    [...world.live.keys()].slice(0, 1).map((region) => world.live.set(region, { unreadable: "no" })),
  "a Region that was not read now": (world) => [...world.live.keys()].slice(0, 1).map((region) => world.live.delete(region)),
  "an analyzer that is gone": (world) => [...world.live.keys()].slice(0, 1).map((region) => world.live.set(region, { read: [] })),
  "an analyzer that is not ACTIVE": (world) => alter(world, (analyzer) => (analyzer.status = "DISABLED")),
  "an analyzer of another type": (world) => alter(world, (analyzer) => (analyzer.type = "ACCOUNT_UNUSED_ACCESS")),
  "a tag that was taken away": (world) => alter(world, (analyzer) => (analyzer.tags = {})),
  "a tag that was added": (world) => alter(world, (analyzer) => (analyzer.tags["more"] = "")),
  "an archive rule that was deleted": (world) => alter(world, (analyzer) => (analyzer.archiveRules = { read: [] })),
  "archive rules that could not be read": (world) => alter(world, (analyzer) => (analyzer.archiveRules = { unreadable: "AccessDenied" })),
  "an archive rule that was changed": (world) =>
    alter(world, ({ archiveRules }) => {
      assert.ok(archiveRules !== undefined && "read" in archiveRules);
      for (const rule of archiveRules.read) rule.filter["resourceType"] = { eq: ["AWS::S3::Bucket"] };
    }),
};

/** A state that a run has ended with, and that is proven nevertheless not: each by itself. */
const states: Record<string, (world: World) => void> = {
  "an option is missing": (world) => changed(world, analyzerType, (resource) => delete resource.retainOnDelete),
  "a rule would be deleted first": (world) => changed(world, ruleType, (resource) => delete resource.deletedWith),
  "an operation never ended": (world) =>
    world.writeState(stateOf(world.specs()), { pending_operations: [{ type: "creating", resource: { urn: "x" } }] }),
  "a replacement never ended": (world) => changed(world, analyzerType, (resource) => (resource.pendingReplacement = true)),
  "a deletion never ended": (world) => changed(world, ruleType, (resource) => Object.assign(resource, { delete: true })),
  "something else is in it": (world) =>
    world.writeState([...stateOf(world.specs()), { urn: "urn:role", type: "aws:iam/role:Role", protect: true }]),
  "a dynamic resource is in it": (world) =>
    world.writeState([...stateOf(world.specs()), { urn: "d", type: "pulumi-nodejs:dynamic/access-analyzer-org:AnalyzerConfiguration" }]),
  "an analyzer is missing": (world) => world.writeState(stateOf(world.specs().slice(1))),
  "an analyzer is in it twice": (world) => world.writeState([...stateOf(world.specs()), ...stateOf(world.specs().slice(0, 1))]),
  "the program has other tags": (world) =>
    changed(world, analyzerType, ({ inputs }) => Object.assign(inputs ?? {}, { tags: { "managed-by": "access-analyzer-org", more: "x" } })),
  "the program has another filter": (world) => changed(world, ruleType, ({ inputs }) => Object.assign(inputs ?? {}, { filters: [] })),
  "it is of an older form": (world) => world.write(world.stateFile, '{"version":2}'),
};

describe("sparing the engine", function () {
  this.timeout(30_000);
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  /** Whether the second of two deploys runs the engine. */
  async function runsAgain(between: () => void = () => undefined): Promise<boolean> {
    await world.deploy();
    const first = world.runs;
    assert.equal(first, 1);
    between();
    await world.deploy();
    return world.runs > first;
  }

  it("is what a second deploy does, with what the policies had said, and tells it", async () => {
    const violations = [{ policy: "analyzer-settings", level: "advisory" as const, message: "No owner." }];
    world.outcome = { engine: "whole", violations };
    await world.deploy();
    const outcome = await world.deploy();
    assert.equal(world.runs, 1);
    assert.ok(outcome.state === "done" && outcome.engine === "spared");
    assert.deepEqual([outcome.violations, outcome.steps], [violations, []]);
    assert.deepEqual(Object.keys(outcome.changes), ["same"]);
    assert.match(outcome.because ?? "", /^everything is as the run of \S+Z has left it; 3 analyzers read in AWS$/);
    assert.deepEqual(tellSpared([outcome]), ["1 of 1 stack proven to be unchanged and not run; --every-stack runs all."]);
  });

  describe("of an account with the scanner's rules", () => {
    it("is what a second deploy does, too", async () => {
      world.scan();
      assert.equal(await runsAgain(), false);
      const outcome = await world.deploy();
      assert.match((outcome.state === "done" && outcome.because) || "", /; 3 analyzers and 3 rules of the scanner read in AWS$/);
    });

    const rule = (change: (rule: FoundRule) => void) => () => {
      const [[region, found] = []] = [...world.rules];
      assert.ok(region !== undefined && found !== undefined && "read" in found);
      const copy = structuredClone(found);
      change(copy.read);
      world.rules.set(region, copy);
    };
    const target = (more: object) => rule(({ targets }) => void Object.assign(targets[0] ?? {}, more));
    for (const [what, by] of Object.entries<() => void>({
      "a rule that is off": rule((found) => (found.state = "DISABLED")),
      "a rule that likes less": rule((found) => (found.pattern = "{}")),
      "a rule without a pattern": rule((found) => (found.pattern = undefined)),
      "a rule with another description": rule((found) => (found.description = "mine")),
      "a tag that was taken away": rule((found) => (found.tags = {})),
      "a rule without its target": rule((found) => (found.targets = [])),
      "a target that gets something else": target({ Input: "{}" }),
      "a target by another role": target({ RoleArn: "arn:aws:iam::333333333333:role/other" }),
      "dead letters that go elsewhere": target({ DeadLetterConfig: {} }),
      "a rule that is not there": () =>
        [...world.rules.keys()].slice(0, 1).map((region) => world.rules.set(region, { unreadable: "it is not there" })),
      "a rule that was not read": () => world.rules.clear(),
      "a scanner of fewer types": () =>
        world.write("organization.yaml", configurationText(`${notifying}\nscanner: { enabled: true, resourceTypes: ["AWS::S3::Bucket"] }`)),
    }))
      it(`ends with ${what}`, async () => {
        world.scan();
        assert.equal(await runsAgain(by), true);
      });

    it("never begins where the state has more or fewer of them", async () => {
      const scanner = world.scan();
      world.writeState([...stateOf(world.specs()), ...stateOfRules(scanner).slice(0, -1)]);
      assert.equal(await runsAgain(), true);
      world.write("organization.yaml", configurationText(notifying));
      world.runs = 0;
      assert.equal(await runsAgain(), true);
    });
  });

  it("needs no equal order, and does not mind what is there beyond the plan", async () => {
    const again = await runsAgain(() =>
      alter(world, (analyzer) => {
        assert.ok(analyzer.archiveRules !== undefined && "read" in analyzer.archiveRules);
        for (const { filter } of analyzer.archiveRules.read) for (const its of Object.values(filter)) its.eq?.reverse();
        analyzer.archiveRules.read.push({ name: "somebody's", filter: { resource: { eq: ["x"] } } });
      }),
    );
    assert.equal(again, false);
  });

  it("is not broken by what concerns other stacks alone", async () => {
    const other = "444444444444" as AccountId; // Twelve digits.
    assert.equal(await runsAgain(() => world.write("inventory.json", serializeInventory(inventory([member, other])))), false);
    world.write("organization.yaml", configurationText("rollout: { parallel: 9 }"));
    await world.deploy();
    assert.equal(world.runs, 1);
  });

  for (const [what, by] of Object.entries(breaks))
    it(`ends with ${what}`, async () => {
      const again = await runsAgain(() => void by(world));
      assert.equal(again, true);
    });

  for (const [what, write] of Object.entries(states))
    it(`never begins where ${what}`, async () => {
      write(world);
      assert.equal(await runsAgain(), true);
    });

  it("never begins after a run that left something for a second one, failed, or said nothing of it", async () => {
    for (const outcome of [{ engine: "rest" as const }, { state: "failed" as never, reason: "no" }, {}]) {
      world.outcome = outcome;
      await world.deploy();
    }
    await world.deploy();
    assert.equal(world.runs, 4);
  });

  it("goes by a pack or settings of one's own as long as neither the day nor the two files change", async () => {
    world.options = { policyPackConfig: "own.json" };
    assert.equal(await runsAgain(), false);
    world.write("organization.yaml", `${configurationText()}# A comment.\n`);
    await world.deploy();
    assert.equal(world.runs, 2);
  });

  it("does not follow a run under which the files, the program or the pack were changed", async () => {
    const changes = ["organization.yaml", "index.ts", "pack/index.js"].map((name) => () => appendFileSync(world.file(name), "\n"));
    for (const change of changes) {
      await world.deploy(change);
      assert.equal(existsSync(world.file(`state/access-analyzer-org/p/${stack.name}.proven.json`)), false);
    }
    assert.equal(world.runs, 3);
  });

  it("is off for a whole deploy that asks for every stack, whose runs are written down all the same", async () => {
    await world.deploy();
    world.options = { everyStack: true };
    await world.deploy();
    world.options = {};
    await world.deploy();
    assert.equal(world.runs, 2);
  });

  it("says why it did not, where there was a proof", async () => {
    await world.deploy();
    world.engine = "3.231.0";
    const outcome = await world.deploy();
    assert.equal(outcome.state === "done" && outcome.because, "engine not as in the proven run");
  });

  it("forgets the proof before the engine is started, and when a state is put back", async () => {
    const proof = world.file(`state/access-analyzer-org/p/${stack.name}.proven.json`);
    await world.deploy();
    const kept = readFileSync(proof);
    const aborted = { existing: new Set([stack.name]), project: { folder: world.folder, engine: { pulumi: "/nowhere", path: "" } } };
    await recorded(world.backend)(stack, { ...aborted, signal: new AbortController().signal } as unknown as RunStackOptions); // Fails at once.
    assert.equal(existsSync(proof), false);
    writeFileSync(proof, kept);
    keepState(world.backend, stack.name);
    world.write(world.stateFile, "{");
    mendStates(world.backend, () => undefined);
    assert.equal(existsSync(proof), false);
  });

  it("knows the clone's own program, and the other form of ours", async () => {
    world.write("index.js", '"use strict";\nconst { run } = require("access-analyzer-org/stacks");\nmodule.exports = run;\n');
    world.write("Pulumi.yaml", "name: p\nmain: index.js\nruntime: nodejs\n");
    assert.equal(await runsAgain(), false);
    cpSync(world.file("node_modules/access-analyzer-org"), world.folder, { recursive: true });
    world.write("index.ts", 'import { run } from "./stacks";\nexport = run;\n');
    world.write("Pulumi.yaml", "name: p\nruntime: nodejs\n");
    await world.deploy();
    await world.deploy();
    assert.equal(world.runs, 2);
    world.write("package.json", '{ "name": "somebody-elses" }');
    await world.deploy();
    await world.deploy();
    assert.equal(world.runs, 4);
  });
});
