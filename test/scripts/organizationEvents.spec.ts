import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Audit } from "../../domain/audit/audit";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { seedAnalyzer, type AnalyzerSeed } from "../../dev/sandbox/services/accessanalyzer/seedAnalyzer";
import { createAccessKey } from "../../dev/sandbox/iam/accessKeys";
import { deleteRole } from "../../dev/sandbox/iam/roles";
import { putUser } from "../../dev/sandbox/iam/users";
import { removeAccount } from "../../dev/sandbox/seed/createWorld";
import { accountOf, type AccountState } from "../../dev/sandbox/world/world";
import { run, type Run } from "../support/commandLine";

const header = `version: 1
organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }
`;
const firstLook = ["--role-name", "OrganizationAccountAccessRole"];

/** Accounts, units and tags come and go, and AWS finds new words: no command ends for that, and `--json` is always an object. */
describe("what happens in an organization", function () {
  this.timeout(60_000);
  let folder: string;
  let sandbox: Sandbox;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "access-analyzer-org-"));
    sandbox = await startSandbox({ settings: { creatingMilliseconds: 0, serviceLinkedRoleSettleMilliseconds: 0 } });
    const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
    environment = { AWS_ENDPOINT_URL: sandbox.url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const configure = (yaml: string) => writeFileSync(join(folder, "organization.yaml"), header + yaml);
  const inventory = () => run(["inventory", ...firstLook], folder, environment);
  const audit = () => run(["audit", "--json", ...firstLook], folder, environment);
  const parsed = <T>({ stdout, stderr }: Run): T => {
    assert.notEqual(stdout, "", stderr);
    return JSON.parse(stdout) as T; // What the commands document.
  };

  it("an account that has left, an OU without accounts and a tag that nobody carries are warnings of every command, and errors of plan --strict", async () => {
    configure(`overrides:
  - { where: { account: "123412341234" }, exempt: { reason: divested, owner: legal@example.com, until: 2099-11-30 } }
  - { where: { ou: Playground }, account: { enabled: false } }
  - { where: { tag: { key: nobody } }, account: { enabled: false } }
`);
    const told = [/^overrides\[0\]\.where\.account: found 123412341234/, /^overrides\[1\]\.where\.ou/, /^overrides\[2\]\.where\.tag/];
    const all = (warnings: string[]) => told.forEach((pattern, index) => assert.match(warnings[index] ?? "", pattern));

    const found = await inventory();
    assert.equal(found.code, 0, found.stderr);
    for (const index of [0, 1, 2]) assert.match(found.stderr, new RegExp(`Warning: overrides\\[${index}\\]`));
    all(parsed<{ warnings: string[] }>(await run(["inventory", "--json", ...firstLook], folder, environment)).warnings);

    const live = await audit();
    assert.equal(live.code, 1, live.stderr);
    all(parsed<Audit>(live).warnings);

    const plan = await run(["plan"], folder);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stderr, /Warning: overrides\[0\]/);
    const strict = await run(["plan", "--strict", "--json"], folder);
    assert.equal(strict.code, 3);
    assert.match(strict.stderr, /--strict: 3 things that configuration and inventory do not agree about/);
    all(parsed<{ warnings: string[] }>(strict).warnings);

    const retire = await run(["retire", "--json", ...firstLook], folder, environment);
    assert.equal(retire.code, 0, retire.stderr);
    all(parsed<{ warnings: string[] }>(retire).warnings);

    configure("");
    assert.equal((await run(["plan", "--strict"], folder)).code, 0);
  });

  const account = (id: string) => accountOf(sandbox.world, id);
  const ofOrganization = ({ places }: Audit) => places.filter(({ type }) => type === "ORGANIZATION");
  const states = (places: Audit["places"]) => [...new Set(places.map(({ state }) => state))];

  const events: { name: string; yaml?: string; happens: () => void; told: (audit: Audit) => void }[] = [
    {
      name: "a member leaves",
      happens: () => removeAccount(sandbox.world, "444444444444"),
      told: ({ places }) => assert.ok(!places.some((place) => place.account === "444444444444")),
    },
    {
      name: "a member is suspended",
      happens: () => (account("444444444444").state = "SUSPENDED"),
      told: ({ places }) => assert.deepEqual(states(places.filter((place) => place.account === "444444444444")), ["exempt"]),
    },
    {
      name: "the delegated administrator leaves",
      happens: () => removeAccount(sandbox.world, "222222222222"),
      told(audit) {
        assert.match(
          audit.warnings[0] ?? "",
          /^organization\.delegatedAdministrator: found 222222222222, which is not among the 8 accounts/,
        );
        const [place, ...others] = ofOrganization(audit);
        assert.deepEqual(others, [], "the organization's analyzers have no other owner");
        assert.ok(place?.state === "unreadable" && place.account === "222222222222");
        assert.match(place.reason, /delegated administrator 222222222222 is not in the organization/);
        assert.ok(audit.verdict.partial);
        assert.ok(audit.totals.missing > 0, "the members are looked at all the same");
      },
    },
    {
      name: "the delegated administrator is suspended",
      happens: () => (account("222222222222").state = "SUSPENDED"),
      told(audit) {
        assert.match(audit.warnings[0] ?? "", /^organization\.delegatedAdministrator: .*SUSPENDED/);
        const owned = ofOrganization(audit).filter((place) => place.account === "222222222222");
        assert.deepEqual(states(owned), ["unreadable"], "undecided, never exempt");
      },
    },
    {
      name: "the delegated administrator is deregistered",
      happens: () => sandbox.world.organization.delegatedAdministrators.clear(),
      told: ({ notes }) => assert.ok(notes.some(({ kind }) => kind === "delegatedAdministrator")),
    },
    {
      name: "trusted access is taken away",
      happens: () => sandbox.world.organization.trustedServices.clear(),
      told: (audit) => assert.deepEqual(states(ofOrganization(audit)).sort(), ["exempt", "inactive", "missing", "regionNotEnabled"]),
    },
    {
      name: "the role that enters members is gone from one",
      happens: () => deleteRole(sandbox.world, "444444444444", "OrganizationAccountAccessRole"),
      told: ({ places }) => assert.deepEqual(states(places.filter((place) => place.account === "444444444444")), ["unreadable"]),
    },
    {
      name: "a unit is renamed",
      yaml: "overrides: [{ where: { ou: Workloads/Prod }, account: { enabled: false } }]\n",
      happens() {
        for (const unit of sandbox.world.organization.organizationalUnits.values()) if (unit.name === "Prod") unit.name = "Production";
      },
      told: ({ warnings }) => assert.match(warnings[0] ?? "", /^overrides\[0\]\.where\.ou: found "Workloads\/Prod".*did you mean/),
    },
    {
      name: "a unit is deleted",
      yaml: "overrides: [{ where: { ou: Sandbox }, account: { enabled: false } }]\n",
      happens() {
        const { organizationalUnits, rootId } = sandbox.world.organization;
        account("777777777777").parentId = rootId;
        for (const unit of organizationalUnits.values()) if (unit.name === "Sandbox") organizationalUnits.delete(unit.id);
      },
      told: ({ warnings }) => assert.match(warnings[0] ?? "", /^overrides\[0\]\.where\.ou: found "Sandbox"/),
    },
    {
      name: "a tag is taken away",
      yaml: "overrides: [{ where: { tag: { key: team, value: payments } }, account: { enabled: false } }]\n",
      happens: () => account("444444444444").tags.clear(),
      told: ({ warnings }) => assert.match(warnings[0] ?? "", /^overrides\[0\]\.where\.tag: found "team" with the value "payments"/),
    },
    {
      name: "the organization has consolidated billing alone",
      happens: () => (sandbox.world.organization.featureSet = "CONSOLIDATED_BILLING"),
      told: ({ totals }) => assert.ok(totals.missing > 0),
    },
  ];
  for (const { name, yaml = "", happens, told } of events) {
    it(`${name}: audit says what it knows`, async () => {
      configure(yaml);
      const { trustedServices, delegatedAdministrators } = sandbox.world.organization;
      trustedServices.set("access-analyzer.amazonaws.com", { enabledAt: new Date() });
      delegatedAdministrators.set("access-analyzer.amazonaws.com", new Map([["222222222222", { registeredAt: new Date() }]]));
      seedAnalyzer(sandbox.world, { account: "222222222222", region: "eu-west-1", name: "everybody", type: "ORGANIZATION" });
      happens();
      const live = await audit();
      assert.ok(live.code === 1 || live.code === 2, live.stderr);
      told(parsed<Audit>(live));
    });
  }

  it("the delegated administrator leaves: inventory is written, and plan goes on with a warning", async () => {
    configure("");
    removeAccount(sandbox.world, "222222222222");
    const written = await inventory();
    assert.equal(written.code, 0, written.stderr);
    const plan = await run(["plan"], folder);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stderr, /Warning: organization\.delegatedAdministrator: found 222222222222, which is not among the 8 accounts/);
    assert.match(plan.stdout, /ORGANIZATION: undecided, the delegated administrator 222222222222 is not in the organization/);
    const strict = await run(["plan", "--strict"], folder);
    assert.equal(strict.code, 3);
    const { stdout } = await run(["audit", ...firstLook], folder, environment);
    assert.match(stdout.replace(/\n */g, " "), /name another member in organization\.delegatedAdministrator\./);
  });

  it("a caller in an account that has left, or is no delegated administrator any more, is told so in an object, and that is no bad input", async () => {
    configure("");
    const { accessKeyId, secretAccessKey } = createAccessKey(sandbox.world, "222222222222", "visitor");
    putUser(sandbox.world, "222222222222", { name: "visitor", attachedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
    const visitor = { ...environment, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    for (const expected of [/AccessDenied/, /AWSOrganizationsNotInUseException/]) {
      const { code, stdout } = await run(["audit", "--json", ...firstLook], folder, visitor);
      assert.equal(code, 2);
      const { error, exitCode } = JSON.parse(stdout) as { error: string; exitCode: number }; // What the command documents.
      assert.match(error, expected);
      assert.equal(exitCode, 2);
      removeAccount(sandbox.world, "222222222222");
    }
  });

  it("words that this version does not know are kept, shown and not counted", async () => {
    configure("");
    seedAnalyzer(sandbox.world, {
      account: "444444444444",
      region: "eu-west-1",
      name: "secrets",
      type: "ACCOUNT_EXPOSED_SECRETS" as AnalyzerSeed["type"], // of a version of the API that is to come
    });
    const shop = sandbox.world.accounts.get("444444444444");
    assert.ok(shop);
    shop.regions.set("eu-south-2", "HALF_ENABLED" as never);
    const resting = sandbox.world.accounts.get("777777777777");
    assert.ok(resting);
    resting.state = "HIBERNATING" as AccountState["state"];
    const written = await inventory();
    assert.equal(written.code, 0, written.stderr);
    const text = readFileSync(join(folder, "inventory.json"), "utf8");
    for (const word of ["ACCOUNT_EXPOSED_SECRETS", "HALF_ENABLED", "HIBERNATING"]) assert.ok(text.includes(`"${word}"`), word);

    const plan = await run(["plan"], folder);
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /Region HALF_ENABLED/);
    assert.match(plan.stdout, /the account is HIBERNATING/);
    const place = parsed<Audit>(await audit()).places.find(
      ({ account, region, type }) => account === "444444444444" && region === "eu-west-1" && type === "ACCOUNT",
    );
    assert.deepEqual(place?.state === "missing" && place.instead, ["secrets (ACCOUNT_EXPOSED_SECRETS)"]);
  });

  it("a broken inventory.json is refused by plan, which names inventory, and written anew by it", async () => {
    configure("");
    writeFileSync(join(folder, "inventory.json"), '<<<<<<< HEAD\n{ "version": 1 }\n=======\n');
    const plan = await run(["plan"], folder);
    assert.equal(plan.code, 3);
    assert.match(plan.stderr, /write the file anew with "access-analyzer-org inventory"/);
    const written = await inventory();
    assert.equal(written.code, 0, written.stderr);
    assert.match(written.stderr, /inventory\.json: this is not JSON.*\nIt is written anew/);
    assert.equal((await run(["plan"], folder)).code, 0);
  });

  it("a tag called __proto__ is read, written and used", async () => {
    configure("overrides: [{ where: { tag: { key: __proto__, value: a } }, account: { enabled: false } }]\n");
    sandbox.world.accounts.get("444444444444")?.tags.set("__proto__", "a");
    assert.equal((await inventory()).code, 0);
    const plan = await run(["plan"], folder);
    assert.equal(plan.stderr, "");
    assert.match(plan.stdout, /switched off by overrides\[0\]\.account\.enabled .*444444444444/);
  });

  it("tags that cannot be read leave exactly what goes by them undecided", async () => {
    configure("overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }]\n");
    sandbox.world.faults.add({ match: { operation: "ListTagsForResource", service: "organizations" }, effect: { kind: "deny" } });
    const live = await audit();
    const { places } = parsed<Audit>(live);
    const states = (type: string) => new Set(places.flatMap((place) => (place.type === type ? [place.state] : [])));
    assert.ok(states("ACCOUNT").has("unreadable"));
    assert.ok(!states("ACCOUNT").has("missing"));
    assert.ok(states("ORGANIZATION").has("missing"));
  });
});
