import assert from "node:assert/strict";
import { analyzerToken } from "../../domain/requiredCover/stackAnalyzers";
import { analyzerSettings } from "../../policypack/policies/analyzerSettings";
import { policies } from "../../policypack/policies";

describe("what the pack may change by itself", () => {
  const remediated = (type: string, props: object, tags: object) => {
    const args = { type, props, getConfig: () => ({ tags }) } as never; // what the remediation looks at
    return analyzerSettings.remediateResource?.(args);
  };

  it("is nothing but the tags of an analyzer, where that was asked for", () => {
    assert.deepEqual(
      policies.filter((policy) => "remediateResource" in policy).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
      [["analyzer-settings", "advisory"]],
    );
    const props = { analyzerName: "account", tags: { team: "shop" } };
    assert.deepEqual(remediated(analyzerToken, props, { owner: "security", team: "platform" }), {
      analyzerName: "account",
      tags: { team: "shop", owner: "security" },
    });
    assert.deepEqual(remediated(analyzerToken, { analyzerName: "account" }, { owner: "security" }), {
      analyzerName: "account",
      tags: { owner: "security" },
    });
  });

  it("is nothing where nothing is missing, where any value will do, and of other resources", () => {
    assert.equal(remediated(analyzerToken, { tags: { owner: "x" } }, { owner: "security" }), undefined);
    assert.equal(remediated(analyzerToken, {}, { owner: "" }), undefined);
    assert.equal(remediated("aws:s3/bucket:Bucket", {}, { owner: "security" }), undefined);
  });
});
