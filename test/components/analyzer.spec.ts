import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { AccountAnalyzers, Analyzer } from "../../components";
import { record } from "../support/mockRecorder";
import { member } from "../support/organization";
import { projectOf } from "../support/project";

const spec = { region: "eu-west-1", type: "ACCOUNT" as const, name: "external-access" };
const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const ruleType = "aws:accessanalyzer/archiveRule:ArchiveRule";

describe("Analyzer in somebody else's program", () => {
  it("needs a Region, a type and a name, and gives its ARN", async () => {
    const recording = await record(async () => {
      const provider = new aws.Provider("aws", { region: "eu-west-1" });
      const { arn } = new Analyzer("mine", { spec }, { provider });
      return { arn };
    });

    const { inputs, protect, retainOnDelete } = recording.named("mine");
    assert.deepEqual(inputs, { analyzerName: "external-access", region: "eu-west-1", type: "ACCOUNT" });
    assert.deepEqual({ protect, retainOnDelete }, { protect: false, retainOnDelete: true });
  });

  it("writes a rule's criteria as package aws wants them, in an order of their own", async () => {
    const filter = {
      resourceType: { neq: ["AWS::S3::Bucket"] },
      "principal.AWS": { contains: ["999999999999"] },
      error: { exists: false },
      isPublic: { eq: ["false"] },
    };
    const recording = await record(() => new Analyzer("mine", { spec: { ...spec, archiveRules: [{ name: "partner", filter }] } }));

    const [rule] = recording.ofType(ruleType);
    assert.ok(rule);
    assert.equal(rule.name, "mine-partner");
    assert.deepEqual(rule.inputs, {
      analyzerName: "external-access",
      region: "eu-west-1",
      ruleName: "partner",
      filters: [
        { criteria: "error", exists: "false" },
        { criteria: "isPublic", eqs: ["false"] },
        { criteria: "principal.AWS", contains: ["999999999999"] },
        { criteria: "resourceType", neqs: ["AWS::S3::Bucket"] },
      ],
    });
  });

  it("lets the user change each resource before it is created", async () => {
    const recording = await record(
      () =>
        new Analyzer("mine", {
          spec: { ...spec, archiveRules: [{ name: "partner", filter: { isPublic: { eq: ["false"] } } }] },
          transform: {
            analyzer: (args, options) => {
              args.tags = { team: "security" };
              options.protect = true;
            },
            archiveRule: (args, _options, name) => {
              args.ruleName = `${name}-reviewed`;
            },
          },
        }),
    );

    const analyzer = recording.named("mine");
    assert.deepEqual(analyzer.inputs.tags, { team: "security" });
    assert.equal(analyzer.protect, true);
    assert.equal(recording.ofType(ruleType)[0]?.inputs.ruleName, "mine-partner-reviewed");
  });

  it("refuses a configuration without an account to keep it in", async () => {
    const configuration = { unusedAccess: { unusedAccessAge: 90 } };
    await assert.rejects(
      record(() => new Analyzer("mine", { spec: { ...spec, type: "ACCOUNT_UNUSED_ACCESS", configuration } })),
      { message: /The analyzer mine in eu-west-1 has a configuration, but no account/ },
    );
  });
});

describe("AccountAnalyzers", () => {
  it("refuses specs of another account before anything is created", async () => {
    const specs = projectOf().plan.analyzers;
    await assert.rejects(
      record(() => new AccountAnalyzers(member, { account: member, specs })),
      { message: /belongs to account 111111111111, not to 333333333333/ },
    );
  });

  it("tells ARNs by Region and type", async () => {
    const specs = projectOf().plan.analyzers.filter(({ account }) => account === member);
    let regions: string[] = [];
    const recording = await record(() => {
      regions = Object.keys(new AccountAnalyzers(member, { account: member, specs }).arns);
    });
    assert.deepEqual(
      regions,
      recording.ofType(analyzerType).map(({ inputs }) => inputs.region),
    );
    assert.equal(regions.length, 3);
  });
});
