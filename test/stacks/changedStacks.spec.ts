import assert from "node:assert/strict";
import { accountId, region, type AccountId } from "../../domain/identifiers";
import { compare } from "../../domain/lists";
import { changedStacks } from "../../domain/plan/changedStacks";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import type { Inventory } from "../../domain/inventory/inventory";
import { rollOut } from "../../stacks";
import type { Project } from "../../stacks/project";
import { record } from "../support/mockRecorder";
import { account, inventory, member } from "../support/organization";
import { everything, withAnalyzers, withRegions } from "../support/planned";
import { projectOf } from "../support/project";

const other = accountId("444444444444");
const inventoryOf = (members: AccountId[]) => inventory(members, ["eu-central-1", "us-east-1"]);
const before = projectOf(everything, inventoryOf([member, other]));
const notifications = "notifications: { destinations: { us: { email: security@example.com } }, default: [us] }\n";
const beforeWithRoad = projectOf(`${everything}${notifications}`, inventoryOf([member, other]));
const allStacks = ["management", "security", `member-${member}`, `member-${other}`];

function organization(more: Partial<Inventory["organization"]>): Inventory {
  const whole = inventoryOf([member, other]);
  return { ...whole, organization: { ...whole.organization, ...more } };
}

/** What is changed, and the stacks that it concerns. */
const changes: Record<string, { yaml?: string; live?: Inventory; concerns: string[] }> = {
  nothing: { concerns: [] },
  "who is how many at once": { yaml: "rollout: { parallel: 9 }", concerns: [] },
  "the role of the first look": { yaml: "access: { readRole: OrganizationAccountAccessRole }", concerns: [] },
  "how long is waited": { yaml: "rollout: { settleSeconds: 5 }", concerns: ["security"] },
  "the roles' path": { yaml: "access: { rolePath: /platform/ }", concerns: allStacks },
  callers: { yaml: "access: { callers: { deployer: [Deployer], retirer: [Retirer] } }", concerns: ["management"] },
  "callers of other accounts, whom the built-in archive rules name": {
    yaml: 'access: { callers: { deployer: ["arn:aws:iam::555555555555:role/deployer"], retirer: [Retirer] } }',
    concerns: allStacks,
  },
  "a boundary": { yaml: 'access: { permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }', concerns: ["management"] },
  "the roles' Region": { yaml: "access: { rolesRegion: us-east-1 }", concerns: ["management"] },
  "the Region of roles that are there": {
    live: organization({ rolesRegions: { read: [region("us-east-1")] } }),
    concerns: ["management"],
  },
  "the organization's root": { live: organization({ rootId: "r-zz99" }), concerns: ["management"] },
  tags: { yaml: "tags: { team: security }", concerns: allStacks },
  "an exemption": {
    yaml: `overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`,
    // Its unused-access analyzer leaves the account out.
    concerns: ["security", `member-${member}`],
  },
  "one account's archive rule": {
    yaml: `archiveRules: [{ name: known, reason: logs, analyzers: [ACCOUNT], where: { accounts: ["${other}"] }, filter: { isPublic: { eq: ["false"] }, principal.AWS: { eq: ["123456789012"] } } }]`,
    concerns: [`member-${other}`],
  },
  "an excluded Region": { yaml: "regions: { exclude: [{ name: us-east-1, reason: denied }] }", concerns: allStacks },
  "an account that joins": { live: inventoryOf([member, other, accountId("555555555555")]), concerns: ["member-555555555555"] },
  "an account that leaves": { live: inventoryOf([other]), concerns: [`member-${member}`] },
  "a suspended account": {
    live: {
      ...inventoryOf([other]),
      accounts: [...inventoryOf([other]).accounts, account(member, ["eu-central-1"], "SUSPENDED")],
    },
    concerns: [`member-${member}`],
  },
  "a Region that is turned on": {
    live: withRegions(inventoryOf([member, other]), member, { "ap-south-2": "ENABLED" }),
    concerns: [`member-${member}`],
  },
  "another's analyzer": {
    live: withAnalyzers(inventoryOf([member, other]), other, [
      { name: "console", type: "ACCOUNT", status: "ACTIVE", owner: { kind: "other" }, tags: {} },
    ]),
    concerns: [`member-${other}`],
  },
  "an account's name": {
    live: {
      ...inventoryOf([member, other]),
      accounts: inventoryOf([member, other]).accounts.map((one) => ({ ...one, name: `${one.name} renamed` })),
    },
    concerns: [],
  },
};

/** The same, where findings are told. */
const roadChanges: typeof changes = {
  nothing: { yaml: notifications, concerns: [] },
  "no notifications any more": { concerns: ["management", "security"] },
  "another mailbox": { yaml: notifications.replace("security@", "soc@"), concerns: ["security"] },
  "a queue": {
    yaml: notifications.replace("us: {", 'soc: { sqs: "arn:aws:sqs:eu-central-1:222222222222:soc" }, us: {'),
    concerns: ["security"],
  },
  "how it begins": { yaml: notifications.replace("default:", "start: at-once, default:"), concerns: ["security"] },
  "a Region without forwarders": {
    yaml: `${notifications}regions: { forwarders: { exclude: [{ name: us-east-1, reason: denied }] } }`,
    concerns: ["management", "security"],
  },
  "who manages": {
    yaml: `${notifications}access: { callers: { deployer: [Deployer], retirer: [Retirer], manager: [Manager] } }`,
    concerns: ["management", "security"],
  },
  "the scanner": { yaml: `${notifications}scanner: { enabled: true }`, concerns: allStacks },
  "the scanner for one account, whose scan role others' archive rules speak of": {
    yaml: `${notifications}overrides: [{ where: { account: "${member}" }, scanner: { enabled: true } }]`,
    concerns: allStacks,
  },
  "an account's name, which messages say": { yaml: notifications, live: changes["an account's name"]?.live, concerns: ["security"] },
};

describe("the stacks that a change concerns", function () {
  this.timeout(180_000);

  for (const [name, { yaml, live, concerns }] of Object.entries(changes)) {
    it(`${name}: ${concerns.join(", ") || "none"}`, async () => {
      const after = projectOf(`${everything}${yaml ?? ""}`, live ?? inventoryOf([member, other]));
      assert.deepEqual(changedStacks(before, after), concerns);
      assert.deepEqual(new Set(changedStacks(after, before)), new Set(concerns));
      assert.deepEqual(await stacksThatDiffer(before, after), concerns, "the programs say otherwise");
    });
  }

  for (const [name, { yaml, live, concerns }] of Object.entries(roadChanges)) {
    it(`where findings are told, ${name}: ${concerns.join(", ") || "none"}`, async () => {
      const after = projectOf(`${everything}${yaml ?? ""}`, live ?? inventoryOf([member, other]));
      assert.deepEqual(changedStacks(beforeWithRoad, after), concerns);
      assert.deepEqual(new Set(changedStacks(after, beforeWithRoad)), new Set(concerns));
      // The program of the road is a large one.
      if (live) assert.deepEqual(await stacksThatDiffer(beforeWithRoad, after), concerns, "the programs say otherwise");
    });
  }

  const scanning = `${notifications}scanner: { enabled: true, regions: [eu-central-1] }\n`;
  for (const [name, more, concerns] of [
    ["another Region", "scanner: { enabled: true, regions: [us-east-1] }", ["security", `member-${member}`, `member-${other}`]],
    ["how often is swept", "scanner: { enabled: true, regions: [eu-central-1], sweep: rate(12 hours) }", ["security"]],
    [
      "that it is off for one account",
      `scanner: { enabled: true, regions: [eu-central-1] }\noverrides: [{ where: { account: "${other}" }, scanner: { enabled: false } }]`,
      ["security", `member-${other}`],
    ],
  ] as const) {
    it(`where policies are followed, ${name}: ${concerns.join(", ")}`, async () => {
      const was = projectOf(`${everything}${scanning}`, inventoryOf([member, other]));
      const is = projectOf(`${everything}${notifications}${more}`, inventoryOf([member, other]));
      assert.deepEqual(changedStacks(was, is), concerns);
      for (const account of [member, other]) {
        const stack: PlannedStack = { name: `member-${account}`, role: { kind: "member", account }, account };
        assert.equal(
          (await registered(stack, was)) !== (await registered(stack, is)),
          concerns.some((one) => one === stack.name),
          stack.name,
        );
      }
    });
  }

  it("that the inventory does not say where the roles are concerns the stack management, whatever it said before", () => {
    const unknown = () => projectOf(everything, organization({ rolesRegions: { unreadable: "AccessDenied" } }));
    assert.deepEqual(changedStacks(before, unknown()), ["management"]);
    assert.deepEqual(changedStacks(unknown(), unknown()), ["management"]);
  });
});

/** Those whose programs register something else than before, or tell something else of their account. */
async function stacksThatDiffer(first: Project, after: Project): Promise<string[]> {
  const planned = [...plannedStacks(after.config, after.plan), ...plannedStacks(first.config, first.plan)];
  const differ = new Set<string>();
  for (const stack of planned) if ((await registeredBefore(first, stack)) !== (await registered(stack, after))) differ.add(stack.name);
  return [...differ];
}

const recordings = new Map<Project, Map<string, Promise<string>>>();

function registeredBefore(project: Project, stack: PlannedStack): Promise<string> {
  const known = recordings.get(project) ?? new Map<string, Promise<string>>();
  recordings.set(project, known);
  const recording = known.get(stack.name) ?? registered(stack, project);
  known.set(stack.name, recording);
  return recording;
}

async function registered(stack: PlannedStack, project: Project): Promise<string> {
  if (!plannedStacks(project.config, project.plan).some(({ name }) => name === stack.name)) return "no stack";
  const { resources, outputs } = await record(() => rollOut(stack.role, project, { env: {} }), { stack: stack.name });
  const { kept, exemptions } = outputs as { kept: object[]; exemptions: number }; // StackOutputs, which the program returns.
  return JSON.stringify([[...resources].sort((a, b) => compare(a.urn, b.urn)), kept, exemptions]);
}
