import assert from "node:assert/strict";
import { leavingSteps } from "../../../scripts/deploy/leaving";
import { carriesOptions, hasNothingToDo } from "../../../scripts/deploy/nothingToDo";
import { repairState } from "../../../scripts/deploy/repairState";
import { replacementReason } from "../../../scripts/deploy/replacements";
import type { OperationResult, RawState, StepEvent } from "../../../scripts/pulumi";
import { forRetirement } from "../../../scripts/retire/forRetirement";

const component = "access-analyzer-org:index:Analyzer";
const analyzer = "aws:accessanalyzer/analyzer:Analyzer";
const rule = "aws:accessanalyzer/archiveRule:ArchiveRule";

describe("the state of a stack, before the engine runs", () => {
  it("loses operations that never ended and marks of replacements, and nothing else", () => {
    const state: RawState = {
      deployment: {
        resources: [
          { urn: "a", type: analyzer, pendingReplacement: true, retainOnDelete: true },
          { urn: "b", type: rule },
        ],
        pending_operations: [{ type: "creating", resource: { urn: "c" } }],
      },
    };
    assert.equal(repairState(state), true);
    assert.deepEqual(state.deployment, {
      resources: [
        { urn: "a", type: analyzer, retainOnDelete: true },
        { urn: "b", type: rule },
      ],
      pending_operations: [],
    });
    assert.equal(repairState(state), false, "a second time there is nothing to do");
    assert.equal(repairState({ deployment: {} }), false);
  });

  it("is made ready to be destroyed: registrations go, trusted access only leaves the state, the caller is this one", () => {
    const registration = "aws:organizations/delegatedAdministrator:DelegatedAdministrator";
    const trusted = "aws:organizations/awsServiceAccess:AwsServiceAccess";
    const state: RawState = {
      deployment: {
        resources: [
          { urn: "a", type: registration, protect: true, retainOnDelete: true },
          { urn: "b", type: trusted, protect: true, retainOnDelete: true },
          { urn: "c", type: "aws:iam/role:Role", protect: true },
          { urn: "d", type: "pulumi:providers:aws", inputs: { region: "eu-central-1", profile: "colleague", assumeRoles: "[]" } },
        ],
      },
    };
    forRetirement(state, { profile: "platform" });
    assert.deepEqual(
      state.deployment.resources?.map(({ protect, retainOnDelete }) => [protect, retainOnDelete]),
      [
        [false, false],
        [false, true],
        [false, undefined],
        [false, undefined],
      ],
    );
    assert.deepEqual(state.deployment.resources?.[3]?.inputs, { region: "eu-central-1", profile: "platform" });
  });
});

describe("what a preview shows", () => {
  it("is refused when it replaces what holds findings or trust, with the property that asks for it", () => {
    const steps = [step("replace", analyzer, "111-eu-west-1-account", { replaces: ["type"] })];
    assert.match(replacementReason({ steps, diagnostics: [] }) ?? "", /^This would replace 111-eu-west-1-account \(because of type\)/);
  });

  it("is refused when the engine itself does not replace what is protected", () => {
    const diagnostics = [
      {
        kind: "diagnostic" as const,
        severity: "error" as const,
        urn: "x::aws:iam/role:Role::roles",
        message: "unable to replace resource",
      },
    ];
    assert.match(replacementReason({ steps: [], diagnostics }) ?? "", /^This would replace roles; .*rolePath/);
  });

  it("is not refused when it replaces anything else, or only changes", () => {
    const steps = [step("replace", rule, "a-rule"), step("update", analyzer, "an-analyzer"), step("create", analyzer, "another")];
    assert.equal(replacementReason({ steps, diagnostics: [] }), undefined);
  });
});

describe("a stack that has nothing to do", () => {
  const outlook: OperationResult = {
    ...{ succeeded: true, exitCode: 0, steps: [], changes: { same: 3 }, changesOutputs: false },
    ...{ failed: [], diagnostics: [], violations: [], isLocked: false, hasBegun: false, stderr: "" },
  };

  it("is one whose preview finds everything the same", () => {
    assert.equal(hasNothingToDo(outlook), true);
  });

  for (const [what, more] of [
    ["failed", { succeeded: false }],
    ["plans a step", { steps: [step("update", analyzer, "a")] }],
    ["reads something that is gone", { changes: { same: 2, delete: 1 } }],
    ["has other outputs", { changesOutputs: true }],
  ] as const)
    it(`is none whose preview ${what}`, () =>
      assert.equal(hasNothingToDo({ ...outlook, ...more, steps: [...(("steps" in more && more.steps) || [])] }), false));

  it("carries the options that keep its resources, which something just imported does not", () => {
    const state = (...resources: RawState["deployment"]["resources"] & object): RawState => ({ deployment: { resources } });
    const role = { urn: "r", type: "aws:iam/role:Role" };
    assert.equal(
      carriesOptions(state({ urn: "a", type: analyzer, retainOnDelete: true }, { urn: "b", type: rule, deletedWith: "a" })),
      true,
    );
    assert.equal(carriesOptions(state({ ...role, protect: true }, { urn: "c", type: "pulumi:providers:aws" })), true);
    assert.equal(carriesOptions(state({ urn: "a", type: analyzer, protect: false })), false);
    assert.equal(carriesOptions(state({ urn: "b", type: rule })), false);
    assert.equal(carriesOptions(state(role)), false);
  });
});

describe("what left the state", () => {
  const kept = step("delete", analyzer, "a", { parent: "urn:component-a", isRetained: true });
  const keptComponent = step("delete", component, "a", { urn: "urn:component-a", parent: "urn:account" });
  const keptRule = step("delete", rule, "a-rule", { parent: "urn:component-a" });
  const deletedRule = step("delete", rule, "b-rule", { parent: "urn:component-b" });

  it("is not called deleted: the analyzer, its component and its rules", () => {
    const { changes, steps } = leavingSteps({ steps: [keptRule, kept, keptComponent], changes: { delete: 3, same: 2 } });
    assert.deepEqual(changes, { delete: 0, same: 2, leave: 3 });
    assert.deepEqual(steps, ["leave the state, stay in AWS: a-rule", "leave the state, stay in AWS: a", "leave the state, stay in AWS: a"]);
  });

  it("is told apart from a rule that is really deleted", () => {
    const { changes, steps } = leavingSteps({ steps: [keptRule, kept, keptComponent, deletedRule], changes: { delete: 4 } });
    assert.deepEqual(changes, { delete: 1, leave: 3 });
    assert.equal(steps[3], "delete b-rule");
  });
});

function step(op: string, type: string, name: string, more: Partial<StepEvent> = {}): StepEvent {
  return {
    ...{
      kind: "step",
      phase: "update",
      state: "done",
      urn: `urn:${name}`,
      type,
      name,
      op,
      diff: [],
      replaces: [],
      isRetained: false,
      changesOutputs: false,
    },
    ...more,
  };
}
