import assert from "node:assert/strict";
import { accountId } from "../../domain/identifiers";
import { rollOut } from "../../stacks";
import { assertSoundGraph } from "../support/graph";
import { record } from "../support/mockRecorder";
import { account, delegatedAdministrator, inventory, management, member } from "../support/organization";
import { projectOf as project } from "../support/project";

const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const settings = { env: {} };

describe("the stack of a member", () => {
  it("has an analyzer in each of 17 Regions behind one provider", async () => {
    const regions = seventeenRegions;
    const recording = await record(() => rollOut({ kind: "member", account: member }, project("", inventory([member], regions)), settings));

    const analyzers = recording.ofType(analyzerType);
    assert.deepEqual(analyzers.map(({ inputs }) => inputs.region).sort(), [...regions].sort());
    assertSoundGraph(recording);
  });

  it("keeps every analyzer in AWS when it leaves, with its rules, and has nothing replaced", async () => {
    const recording = await record(() => rollOut({ kind: "member", account: member }, project(), settings));

    for (const { urn, protect, retainOnDelete, deleteBeforeReplace, ignoreChanges, name } of recording.ofType(analyzerType)) {
      assert.deepEqual(
        { protect, retainOnDelete, deleteBeforeReplace, ignoreChanges },
        {
          protect: false,
          retainOnDelete: true,
          deleteBeforeReplace: false,
          ignoreChanges: ["analyzerName", "type", "region", "configuration"],
        },
      );
      const rules = recording.ofType("aws:accessanalyzer/archiveRule:ArchiveRule").filter((rule) => rule.name.startsWith(name));
      assert.deepEqual(
        rules.map(({ deletedWith }) => deletedWith),
        [urn],
      );
    }
  });

  it("is empty where the plan has no analyzer of ours: what it held leaves the state", async () => {
    const yaml = `overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal, until: 2027-03-31 } }]`;
    const recording = await record(() => rollOut({ kind: "member", account: member }, project(yaml), settings));

    assert.deepEqual(
      recording.resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
  });

  it("works through the provision role of that account and refuses every other account", async () => {
    const recording = await record(() => rollOut({ kind: "member", account: member }, project(), settings));

    const { inputs } = recording.named("aws");
    assert.equal(inputs.region, "eu-central-1");
    assert.deepEqual(JSON.parse(String(inputs.allowedAccountIds)), [member]);
    assert.deepEqual(JSON.parse(String(inputs.assumeRoles)), [
      { roleArn: `arn:aws:iam::${member}:role/access-analyzer-org/access-analyzer-org-provision`, sessionName: "access-analyzer-org" },
    ]);
  });

  it("begins with the role that the environment names for everything outside the management account", async () => {
    const env = {
      ACCESS_ANALYZER_ORG_ROLE_ARN: "arn:aws:iam::222222222222:role/pipeline",
      ACCESS_ANALYZER_ORG_PROFILE: "security",
      ACCESS_ANALYZER_ORG_MANAGEMENT_PROFILE: "root",
    };
    const recording = await record(() => rollOut({ kind: "member", account: member }, project(), { env }));

    const { inputs } = recording.named("aws");
    assert.equal(inputs.profile, "security");
    assert.deepEqual(
      JSON.parse(String(inputs.assumeRoles)).map(({ roleArn }: { roleArn: string }) => roleArn),
      ["arn:aws:iam::222222222222:role/pipeline", `arn:aws:iam::${member}:role/access-analyzer-org/access-analyzer-org-provision`],
    );
  });

  it("has stable logical names, with each analyzer and its archive rules under one component", async () => {
    const recording = await record(() =>
      rollOut({ kind: "member", account: member }, project("", inventory([member], ["eu-central-1"])), settings),
    );

    assert.deepEqual(
      recording.resources.map(({ type, name, parent }) => [type, name, parent.split("::").at(-1)]),
      [
        ["pulumi:pulumi:Stack", "access-analyzer-org-test", ""],
        ["pulumi:providers:aws", "aws", "access-analyzer-org-test"],
        ["access-analyzer-org:index:AccountAnalyzers", member, "access-analyzer-org-test"],
        ["access-analyzer-org:index:Analyzer", `${member}-eu-central-1-account`, member],
        [analyzerType, `${member}-eu-central-1-account`, `${member}-eu-central-1-account`],
        [
          "aws:accessanalyzer/archiveRule:ArchiveRule",
          `${member}-eu-central-1-account-access-analyzer-org-roles`,
          `${member}-eu-central-1-account`,
        ],
      ],
    );
  });

  it("creates nothing where somebody else's analyzer covers the Region, and tells it", async () => {
    const found = inventory([member], ["eu-central-1", "us-east-1"]);
    const place = found.accounts.find(({ id }) => id === member)?.analyzers[0];
    assert.ok(place);
    place.found = { read: [{ name: "ConsoleAnalyzer-1234", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" }, tags: {} }] };
    const recording = await record(() => rollOut({ kind: "member", account: member }, project("", found), settings));

    assert.deepEqual(
      recording.ofType(analyzerType).map(({ inputs }) => inputs.region),
      ["us-east-1"],
    );
    assert.deepEqual(Object.entries(recording.outputs as object).find(([key]) => key === "kept")?.[1], [
      { region: "eu-central-1", type: "ACCOUNT", name: "ConsoleAnalyzer-1234", status: "ACTIVE" },
    ]);
  });

  it("is the same whatever other accounts there are", async () => {
    const alone = await record(() => rollOut({ kind: "member", account: member }, project(), settings));
    const joined = inventory([member, accountId("999999999999")]);
    const together = await record(() => rollOut({ kind: "member", account: member }, project("", joined), settings));

    assert.deepEqual(together.resources, alone.resources);
  });

  it("waits for nothing unknown in a preview", async () => {
    const recording = await record(() => rollOut({ kind: "member", account: member }, project(), settings), { preview: true });

    assert.equal(recording.ofType(analyzerType).length, 3);
    for (const { inputs } of recording.ofType(analyzerType)) assert.doesNotMatch(JSON.stringify(inputs), /__pulumiUnknown|04da6b54/);
  });

  for (const { what, role, found, yaml, says } of [
    {
      what: "that left the organization",
      role: "444455556666",
      says: /444455556666 is not in the inventory.*Nothing was changed.*access-analyzer-org forget 444455556666/s,
    },
    {
      what: "that is suspended",
      role: member,
      found: { ...inventory([]), accounts: [...inventory([]).accounts, account(member, ["eu-west-1"], "SUSPENDED")] },
      says: /What account 333333333333 is to have is not known: the account is SUSPENDED.*Nothing was changed/,
    },
    {
      what: "of which it is undecided",
      role: member,
      yaml: "overrides: [{ where: { tag: { key: lab } }, account: { enabled: false } }]",
      found: { ...inventory([member]), accounts: inventory([member]).accounts.map((one) => ({ ...one, tags: { unreadable: "no" } })) },
      says: /What account 333333333333 is to have is not known: undecided, overrides\[0\] goes by tag.*Nothing was changed.*Say it for the account/,
    },
    { what: "that is the delegated administrator", role: delegatedAdministrator, says: /belong to the stack "security"/ },
    { what: "that is the management account", role: management, says: /belong to the stack "management"/ },
  ]) {
    it(`refuses an account ${what} before anything is registered`, () => {
      assert.throws(() => rollOut({ kind: "member", account: accountId(role) }, project(yaml ?? "", found), settings), {
        name: "InventoryError",
        message: says,
      });
    });
  }
});

const seventeenRegions = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
];
