import assert from "node:assert/strict";
import { parseEngineEvent } from "../../../scripts/pulumi/engineEvent";

describe("an engine's event", () => {
  it("tells how a provider's arguments differ, which the provider itself need not say", () => {
    const state = (inputs: object) => ({ type: "pulumi:providers:aws", inputs });
    const event = parseEngineEvent(
      JSON.stringify({
        sequence: 1,
        resourcePreEvent: {
          planning: true,
          metadata: {
            op: "update",
            urn: "urn:pulumi:management::access-analyzer-org::pulumi:providers:aws::aws",
            type: "pulumi:providers:aws",
            old: state({ region: "eu-central-1", allowedAccountIds: '["111111111111"]', profile: "platform" }),
            new: state({ region: "eu-central-1", allowedAccountIds: '["111111111111"]', assumeRoles: "[]" }),
          },
        },
      }),
    );
    assert.ok(typeof event === "object" && event.kind === "step");
    assert.deepEqual(event.diff, ["assumeRoles", "profile"]);
  });
});
