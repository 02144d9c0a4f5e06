import assert from "node:assert/strict";
import { leavingSteps } from "../../../scripts/deploy/leaving";
import { repairState } from "../../../scripts/deploy/repairState";
import { replacementReason } from "../../../scripts/deploy/replacements";
import type { RawState, StepEvent } from "../../../scripts/pulumi";
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
