import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicySeverity } from "@pulumi/pulumi/proto/analyzer_pb";
import { rootFolder } from "../../dev/engine/location";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { policyNames } from "../../domain/policyNames";
import { archiveRuleToken } from "../../domain/requiredCover/archiveRuleNarrow";
import type { StackResource } from "../../domain/stackResource";
import { unknownValue } from "../../domain/unknownValue";
import { policies } from "../../policypack/policies";
import { policyServer, type PolicyServer, type Said } from "../../dev/bench/policyServer";
import { configuration, configurationText, inventory, member } from "../support/organization";
import { road } from "../support/roadResources";
import {
  analyzer,
  bucketToken,
  data,
  inShop,
  provider,
  queueToken,
  resource,
  shop,
  type Inputs,
  type Provider,
} from "../support/stackResources";

describe("The policy pack, asked without an engine", function () {
  this.timeout(60_000);
  let server: PolicyServer;
  before(async () => {
    server = await policyServer(join(rootFolder, "policypack"));
  });
  after(() => server.close());
  afterEach(() => server.configure({}));

  /** What the engine asks in a run: of each resource and provider, and then of all that is there. */
  async function judged(resources: StackResource[], { seen = resources } = {}): Promise<string[]> {
    const stack = `s${++stacks}`;
    const moved = inStack(stack, resources);
    const providers = new Map(moved.flatMap(({ provider: by }) => (by === undefined ? [] : [[by.urn, by] as const])));
    const said: Said[] = [];
    for (const { urn, inputs = {} } of providers.values())
      said.push(...(await server.analyze({ urn, type: "pulumi:providers:aws", name: "provider", inputs, outputs: inputs })));
    for (const one of inStack(stack, seen)) said.push(...(await server.analyze(one)));
    return [...said, ...(await server.analyzeStack(moved))].map(
      ({ level, policy, urn, message }) => `${level} ${policy}${urn === "" ? "" : ` ${urn.slice(urn.lastIndexOf("::") + 2)}`}: ${message}`,
    );
  }
  let stacks = 0;

  const blocked = (text: string | undefined, pattern: RegExp) => assert.match(text ?? "nothing is said", pattern);

  it("has the policies of the list in its order, each described, at most five of stacks", async () => {
    const page = readFileSync(join(rootFolder, "docs", "policy-pack.md"), "utf8");
    const info = await server.info();
    assert.equal(info.getName(), "access-analyzer-org");
    const infos = info.getPoliciesList();
    assert.deepEqual(
      infos.map((policy) => policy.getName()),
      [...policyNames],
    );
    for (const policy of infos) {
      const name = policy.getName();
      const isAdvisory = /-notes$|^analyzer-settings$/.test(name);
      assert.equal(policy.getEnforcementlevel(), isAdvisory ? 0 : 1, name);
      assert.notEqual(policy.getSeverity(), PolicySeverity.POLICY_SEVERITY_UNSPECIFIED, name);
      assert.ok(Object.keys(policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}).length > 0, name);
      for (const text of [policy.getDisplayname(), policy.getDescription(), policy.getRemediationSteps()]) assert.notEqual(text, "", name);
      assert.match(policy.getUrl(), /^https:\/\/docs\.aws\.amazon\.com\/IAM\/latest\/UserGuide\/[a-z-]+\.html$/);
      assert.ok(page.includes(`| \`${name}\` `), `docs/policy-pack.md has no row for ${name}`);
      if (!name.endsWith("-notes") || name === "analyzer-required-notes")
        assert.match(page, new RegExp(`^## ${name}$[^]*?^${name}: `, "m"));
    }
    assert.ok(policies.filter((policy) => "validateStack" in policy).length <= 5);
    const [required] = infos;
    assert.match(required?.getFramework()?.getSpecification() ?? "", /External Access Analyzer/);
  });

  it("blocks what nobody would watch, at the first resource", async () => {
    const [violation, ...others] = await judged([resource(bucketToken, "one"), resource(bucketToken, "two")]);
    blocked(
      violation,
      new RegExp(`^mandatory analyzer-required one: IAM Access Analyzer does not watch account ${shop}, eu-west-1: 2 resources`),
    );
    assert.deepEqual(others, []);
  });

  it("lets pass what is watched, what cannot be analyzed, and nothing", async () => {
    const parameter = resource("aws:ssm/parameter:Parameter", "limit", { inputs: { value: "5" }, by: provider({ version: "7.48.0" }) });
    for (const resources of [[resource(bucketToken, "data"), analyzer()], [parameter], []]) assert.deepEqual(await judged(resources), []);
  });

  it("reads a provider as stack configuration gives it", async () => {
    const by = provider({ version: "7.48.0", region: "eu-west-1", allowedAccountIds: "[12345678901]" });
    blocked((await judged([resource(bucketToken, "data", { by })]))[0], /does not watch account 012345678901, eu-west-1/);
  });

  it("goes by its configuration where nothing else says it", async () => {
    const by = provider({ version: "7.48.0" });
    blocked((await judged([resource(bucketToken, "data", { by })]))[0], /^mandatory analyzer-required data: Nothing says in which account/);
    await server.configure({ "analyzer-required": { accountId: data, region: "us-east-1" } });
    blocked((await judged([resource(bucketToken, "data", { by })]))[0], new RegExp(`does not watch account ${data}, us-east-1`));
  });

  it("says that an exemption has run out", async () => {
    const exemptions = [{ type: bucketToken, reason: "it moves", until: "2026-01-01" }];
    await server.configure({ "analyzer-required": { exemptions } });
    blocked((await judged([resource(bucketToken, "data")]))[0], /The exemption "it moves" ran out on 2026-01-01/);
    await server.configure({ "analyzer-required": { exemptions: [{ ...exemptions[0], until: "2999-01-01" }] } });
    assert.deepEqual(await judged([resource(bucketToken, "data")]), []);
  });

  it("takes what stands in its configuration for nothing else than it is", async () => {
    const proof = { file: "/nowhere/coverage.json", publicKeys: ["no key"], organizationId: "o-exampleorgid" };
    await server.configure({ "analyzer-required": { proof, plan: { configuration: "/nowhere.yaml", inventory: "/nowhere.json" } } });
    blocked(
      (await judged([resource(bucketToken, "data")]))[0],
      /in this stack; the plan cannot be read: .*nowhere\.yaml.*; the proof cannot be read: ENOENT/,
    );
  });

  describe("where values are not known", () => {
    const undecided = /^advisory analyzer-required-notes data: Undecided: the (Region|account) of/;

    it("notes it, and blocks it if the notes were made to", async () => {
      const resources = [resource(bucketToken, "data", { inputs: { region: unknownValue } })];
      const [note, ...others] = await judged(resources);
      blocked(note, undecided);
      assert.deepEqual(others, []);
      await server.configure({ "analyzer-required-notes": { level: "mandatory" } });
      blocked((await judged(resources))[0], /^mandatory analyzer-required-notes data: Undecided/);
    });

    it("goes by what was seen before, where a stack policy is shown nothing", async () => {
      const by = (inputs: Inputs): Provider => provider(inputs, "some");
      const shown = (one: StackResource): StackResource => ({ ...one, outputs: {}, provider: by({}) });
      const known = by({ region: "eu-west-1", allowedAccountIds: unknownValue });
      const seen = [resource(bucketToken, "data", { by: known }), analyzer({ type: "ACCOUNT_UNUSED_ACCESS" }, known)];
      const stack = `s${++stacks}`;
      await server.analyze({
        urn: inStack(stack, seen)[0]?.provider?.urn ?? "",
        type: "pulumi:providers:aws",
        name: "some",
        inputs: known.inputs,
        outputs: {},
      });
      for (const one of inStack(stack, seen)) await server.analyze(one);
      const said = await server.analyzeStack(inStack(stack, seen.map(shown)));
      assert.deepEqual(
        said.map(({ policy }) => policy),
        ["analyzer-required-notes"],
      );
      assert.match(said[0]?.message ?? "", /Undecided: the account of aws:s3\/bucket:Bucket data/);
    });

    it("passes nothing that a targeted run does not show", async () => {
      const untargeted: StackResource = { ...resource(bucketToken, "data"), outputs: {} };
      const [note, ...others] = await judged([untargeted, analyzer()], { seen: [analyzer()] });
      blocked(note, undecided);
      assert.deepEqual(others, []);
      const gone = { ...analyzer({ type: "ACCOUNT_UNUSED_ACCESS" }), outputs: {} };
      const said = await judged([resource(queueToken, "orders"), gone], { seen: [resource(queueToken, "orders")] });
      blocked(said[0], /^mandatory analyzer-required orders: /);
      blocked(said[1], /^advisory analyzer-required-notes account: The analyzer account counts for nothing: its type is not known/);
    });

    it("notes a resource policy of which a part is not known", async () => {
      const policy = { Statement: [{ Effect: "Allow", Principal: { AWS: unknownValue } }] };
      const [note] = await judged([resource("aws:novel/thingPolicy:ThingPolicy", "open", { inputs: { policy } })]);
      blocked(note, /^advisory analyzer-required-notes open: Not judged: aws:novel/);
    });
  });

  describe("of archive rules", () => {
    const rule = (inputs: Inputs) =>
      resource(archiveRuleToken, "rule", { inputs: { analyzerName: "account", ruleName: "known", ...inputs } });
    const filters = [{ criteria: "resource", eqs: ["arn:aws:iam::333333333333:role/deployer"] }];

    it("blocks one that hides too much, and notes one that is not known", async () => {
      blocked((await judged([rule({ filters: [] })]))[0], /^mandatory archive-rule-narrow: Archive rule known could archive public access/);
      blocked((await judged([rule({ filters: unknownValue })]))[0], /^advisory archive-rule-narrow-notes: Undecided: the filter/);
    });

    it("knows the type of an analyzer by the same provider", async () => {
      const unused = { type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge: 90 } } };
      assert.deepEqual(await judged([analyzer(unused), rule({ filters })]), []);
      assert.equal((await judged([analyzer(unused, provider({}, "other")), rule({ filters })])).length, 2);
      assert.equal((await judged([analyzer({ ...unused, region: "us-east-1" }), rule({ filters })])).length, 2);
    });

    it("takes no analyzer's word against another's", async () => {
      const unused = analyzer({ type: "ACCOUNT_UNUSED_ACCESS" }, inShop, "unused");
      const both = [{ ...unused, inputs: { ...unused.inputs, analyzerName: "account" } }, analyzer()];
      assert.equal((await judged([...both, rule({ filters })])).length, 2);
    });

    it("takes no two names that are not known for one", async () => {
      const unknown = { type: "ACCOUNT_UNUSED_ACCESS", analyzerName: unknownValue };
      assert.equal((await judged([analyzer(unknown), rule({ filters, analyzerName: unknownValue })])).length, 2);
      const somewhere = { type: "ACCOUNT_UNUSED_ACCESS", region: unknownValue };
      assert.equal((await judged([analyzer(somewhere), rule({ filters, region: unknownValue })])).length, 2);
    });

    it("goes by exceptions", async () => {
      const exceptions = [{ rule: "known", owner: "anna", reason: "a site", until: "2999-01-01", allowPublic: true }];
      await server.configure({ "archive-rule-narrow": { exceptions } });
      assert.deepEqual(await judged([rule({ filters })]), []);
    });
  });

  describe("of a findings road", () => {
    it("blocks one that would lose findings, and passes one that is whole", async () => {
      assert.deepEqual(await ofRoad(road()), []);
      const [violation, ...others] = await ofRoad(road({ intakeTarget: undefined }));
      blocked(violation, /^mandatory findings-road-intact intakeRule: intakeRule has no target/);
      assert.deepEqual(others, []);
    });

    it("notes what is not known, and blocks it if the notes were made to", async () => {
      const unknown = road({ topicPolicy: { policy: unknownValue } });
      blocked((await ofRoad(unknown))[0], /^advisory findings-road-intact-notes topicPolicy: topicPolicy of topic: undecided/);
      await server.configure({ "findings-road-intact-notes": { level: "mandatory" } });
      blocked((await ofRoad(unknown))[0], /^mandatory findings-road-intact-notes topicPolicy/);
    });

    it("goes by the account and the organization that it is told", async () => {
      await server.configure({ "findings-road-intact": { accountId: member, organizationId: "o-anotherorg1" } });
      const said = await ofRoad(road());
      assert.ok(said.some((text) => /lets in role .* without asking for this organization/.test(text)));
      assert.ok(said.some((text) => /which is not meant/.test(text)));
    });

    /** Nothing else of the stack is watched. */
    async function ofRoad(resources: StackResource[]): Promise<string[]> {
      return (await judged(resources)).filter((text) => text.includes("findings-road-intact"));
    }
  });

  it("says how analyzers differ from what was agreed", async () => {
    await server.configure({ "analyzer-settings": { level: "advisory", types: ["ORGANIZATION"] } });
    assert.deepEqual(await judged([analyzer()]), [
      'advisory analyzer-settings: account: its type is "ACCOUNT"; expected one of ORGANIZATION.',
    ]);
  });

  it("holds a stack of ours against the plan, which is evidence too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pack-"));
    try {
      const files = { configuration: join(folder, "organization.yaml"), inventory: join(folder, "inventory.json") };
      writeFileSync(files.configuration, configurationText());
      writeFileSync(files.inventory, serializeInventory(inventory([member])));
      await server.configure({ "plan-complete": files, "analyzer-required": { plan: files } });
      const by = provider({ allowedAccountIds: [member] });
      const { analyzers } = coveragePlan(configuration(), inventory([member]), new Date().toISOString().slice(0, 10));
      const rolledOut = analyzers
        .filter(({ account }) => account === member)
        .map(({ name, type, region }) => analyzer({ analyzerName: name, type, region }, by, `${region}-${name}`));
      const judge = async (resources: StackResource[]) =>
        (await server.analyzeStack(inStack(`member-${member}`, resources))).map(
          ({ policy, level, message }) => `${level} ${policy}: ${message}`,
        );
      const role = resource("aws:iam/role:Role", "deployer", { by });
      assert.deepEqual(await judge([role, ...rolledOut]), []);
      const [missing, ...others] = await judge([role, ...rolledOut.slice(1)]);
      blocked(
        missing,
        new RegExp(
          `^mandatory plan-complete: The plan has the analyzer .* in account ${member}, eu-central-1, and stack member-${member} does not\\.`,
        ),
      );
      assert.deepEqual(others, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("leaves stacks of others to themselves, and blocks one of ours without a plan", async () => {
    const ours = {
      urn: "urn:pulumi:security::p::access-analyzer-org:index:Analyzer::a",
      type: "access-analyzer-org:index:Analyzer",
      name: "a",
      inputs: {},
      outputs: {},
    };
    const said = await server.analyzeStack([ours]);
    assert.deepEqual(
      said.map(({ policy, level, urn }) => `${level} ${policy} ${urn}`),
      ["mandatory plan-complete urn:pulumi:security::p::pulumi:pulumi:Stack::p-security"],
    );
    assert.match(
      said[0]?.message ?? "",
      /^Which analyzers this stack is to have is not known.*Write the configuration with `access-analyzer-org pack-config`\.$/,
    );
    const files = { configuration: "/nowhere.yaml", inventory: "/nowhere.json" };
    await server.configure({ "plan-complete": files });
    assert.match((await server.analyzeStack([ours]))[0]?.message ?? "", /^The plan cannot be read: .*nowhere\.yaml/);
    assert.match(
      (await judged([resource("aws:ssm/parameter:Parameter", "limit")]))[0] ?? "",
      /plan-complete is configured, and "s\d+" is no stack of access-analyzer-org/,
    );
    await server.configure({ "plan-complete": { inventory: "/nowhere.json" } });
    assert.match((await judged([resource("aws:ssm/parameter:Parameter", "limit")]))[0] ?? "", /has no `configuration` or no `inventory`/);
  });
});

/** In a stack of their own: one process keeps what it has seen. */
function inStack(stack: string, resources: readonly StackResource[]): StackResource[] {
  const move = (urn: string) => urn.replace(":dev::", `:${stack}::`);
  return resources.map((one) => ({
    ...one,
    urn: move(one.urn),
    ...(one.provider === undefined ? {} : { provider: { ...one.provider, urn: move(one.provider.urn) } }),
  }));
}
