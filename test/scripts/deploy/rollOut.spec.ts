import assert from "node:assert/strict";
import { defaultCallSettings } from "../../../aws/clients";
import type { Session } from "../../../aws/sessions";
import { plannedStacks } from "../../../domain/plan/plannedStacks";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId } from "../../../domain/identifiers";
import { auditRoleName } from "../../../domain/names";
import { reviewVariable } from "../../../domain/review";
import { rollOut, type RollOutOptions } from "../../../scripts/deploy/rollOut";
import type { StackOutcome } from "../../../scripts/deploy/stackOutcome";
import { configuration, inventory } from "../../support/organization";

const members = ["333333333333", "444444444444", "555555555555", "666666666666"].map(accountId);
const config = configuration();
const plan = coveragePlan(config, inventory(members), "2026-11-22");
const stacks = plannedStacks(config, plan);

describe("the order of a roll-out", () => {
  it("is management, then security, then the members, no more at a time than asked for", async () => {
    const log: string[] = [];
    let [running, most] = [0, 0];
    await rollOut(
      stacks,
      options({
        parallel: 2,
        run: async (stack) => {
          log.push(stack.name);
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          return done(stack);
        },
      }),
    );
    assert.deepEqual(log.slice(0, 2), ["management", "security"]);
    assert.deepEqual(new Set(log.slice(2)), new Set(members.map((id) => `member-${id}`)));
    assert.equal(most, 2);
  });

  it("starts nothing that builds on a management stack that failed", async () => {
    const outcomes = await rollOut(stacks, options({ run: async (stack) => ({ stack, seconds: 0, state: "failed", reason: "no" }) }));
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ["failed", ...stacks.slice(1).map(() => "notStarted")],
    );
  });

  it("rolls members out although security failed: they do not need the organization's analyzers", async () => {
    const outcomes = await rollOut(
      stacks,
      options({
        run: async (stack) => (stack.role.kind === "security" ? { stack, seconds: 0, state: "failed", reason: "no" } : done(stack)),
      }),
    );
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ["done", "failed", "done", "done", "done", "done"],
    );
  });

  it("tells a member whose role cannot be assumed, and goes on with the others", async () => {
    const outcomes = await rollOut(
      stacks,
      options({
        waitFor: async (_session, account) => (account === "444444444444" ? "its role cannot be assumed: not allowed" : undefined),
      }),
    );
    const told = outcomes.find(({ stack }) => stack.account === "444444444444");
    assert.equal(told?.state, "unreachable");
    assert.equal(told.state === "unreachable" ? told.reason : "", "its role cannot be assumed: not allowed");
    assert.equal(outcomes.filter(({ state }) => state === "done").length, stacks.length - 1);
  });

  it("gives the roles of an account that has no stack yet their time, and those of a known account one attempt", async () => {
    const deadlines = new Map<string, number>();
    const existing = new Set(stacks.map(({ name }) => name).filter((name) => name !== "member-555555555555"));
    await rollOut(
      stacks,
      options({ existing, rolesBy: 1234, waitFor: async (_session, account, _path, deadline) => void deadlines.set(account, deadline) }),
    );
    assert.deepEqual(Object.fromEntries(deadlines), {
      "222222222222": 0,
      "333333333333": 0,
      "444444444444": 0,
      "555555555555": 1234,
      "666666666666": 0,
    });
  });

  it("starts no further stack once it is interrupted", async () => {
    const interrupt = new AbortController();
    const outcomes = await rollOut(
      stacks,
      options({
        signal: interrupt.signal,
        run: async (stack) => {
          if (stack.name === "security") interrupt.abort();
          return done(stack);
        },
      }),
    );
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ["done", "done", "notStarted", "notStarted", "notStarted", "notStarted"],
    );
  });
});

describe("a preview", () => {
  const denied = "its role cannot be assumed: AccessDenied: no";
  /** The variable of a review that each stack's engine gets. */
  async function reviewed(some: Partial<RollOutOptions>) {
    const seen: Record<string, string | undefined> = {};
    const outcomes = await rollOut(
      stacks,
      options({
        mode: "preview",
        run: async (stack, { project }) => ((seen[stack.name] = project.env?.[reviewVariable]), done(stack)),
        ...some,
      }),
    );
    return { seen, outcomes };
  }

  it("looks at every account as a reviewer, through its audit role", async () => {
    const roles = new Map<string, string>();
    const { seen } = await reviewed({ waitFor: async (_session, account, role) => void roles.set(account, role.name) });
    assert.deepEqual(seen, Object.fromEntries(stacks.map(({ name }) => [name, "true"])));
    assert.deepEqual(roles, new Map(stacks.map(({ account }) => [account as string, auditRoleName])));
  });

  it("looks at the management account as its caller where that is told", async () => {
    const { seen } = await reviewed({ asManagementCaller: true });
    assert.deepEqual(seen, { ...Object.fromEntries(stacks.map(({ name }) => [name, "true"])), management: "false" });
  });

  it("is no review where stacks are rolled out", async () => {
    const { seen } = await reviewed({ mode: "up" });
    assert.deepEqual(new Set(Object.values(seen)), new Set(["false"]));
  });

  it("shows a stack from the plan where this very roll-out makes the roles, and only there", async () => {
    const existing = new Set(["management", "security", "member-555555555555"]);
    const { seen, outcomes } = await reviewed({
      existing,
      makesRoles: (account) => account !== "666666666666",
      waitFor: async (_session, account) => (account === "333333333333" ? "no such host" : members.includes(account) ? denied : undefined),
    });
    assert.deepEqual(Object.keys(seen), ["management", "security"]);
    const states = Object.fromEntries(outcomes.map((outcome) => [outcome.stack.name, outcome.state]));
    assert.deepEqual(states, {
      management: "done",
      security: "done",
      "member-333333333333": "unreachable",
      "member-444444444444": "done",
      "member-555555555555": "unreachable",
      "member-666666666666": "unreachable",
    });
    const shown = outcomes.find(({ stack }) => stack.account === "444444444444");
    assert.ok(shown?.state === "done");
    assert.equal(shown.fromPlan, denied);
    assert.equal(shown.changes["create"], shown.steps.length);
    assert.ok(shown.steps.includes("create 444444444444-eu-central-1-account"), shown.steps.join("\n"));
  });
});

function done(stack: StackOutcome["stack"]): StackOutcome {
  return { stack, seconds: 0, state: "done", changes: { same: 1 }, steps: [] };
}

function options(some: Partial<RollOutOptions>): RollOutOptions {
  return {
    project: { folder: ".", engine: { pulumi: "none", path: "" } },
    existing: new Set(stacks.map(({ name }) => name)),
    mode: "up",
    parallel: 4,
    everythingElse: security,
    waitFor: async () => undefined,
    policyPack: { folder: "none" },
    rolePath: "/access-analyzer-org/",
    rolesBy: 0,
    plan,
    config,
    isOurs: async () => false,
    board: { doing: () => undefined, event: () => undefined, ended: () => undefined, say: () => undefined },
    signal: new AbortController().signal,
    run: async (stack) => done(stack),
    ...some,
  };
}

const security: Session = {
  account: accountId("222222222222"),
  partition: "aws",
  arn: "arn:aws:iam::222222222222:user/security",
  homeRegion: config.organization.homeRegion,
  credentials: async () => ({ accessKeyId: "AKIA", secretAccessKey: "x" }),
  settings: defaultCallSettings,
};
