import assert from "node:assert/strict";
import { ourTags, permissionsBoundary, roleArns } from "../../../domain/policies/roles";
import { configuration, member } from "../../support/organization";

describe("roles", () => {
  it("have ARNs that follow from the configuration alone", () => {
    assert.deepEqual(roleArns(configuration("access: { rolePath: /platform/ }"), member), {
      provision: `arn:aws:iam::${member}:role/platform/access-analyzer-org-provision`,
      audit: `arn:aws:iam::${member}:role/platform/access-analyzer-org-audit`,
      retire: `arn:aws:iam::${member}:role/platform/access-analyzer-org-retire`,
      prover: `arn:aws:iam::${member}:role/platform/access-analyzer-org-prover`,
    });
  });

  it("are bounded in each account by that account's policy, if the configuration asks for it", () => {
    const bounded = configuration('access: { permissionsBoundary: "arn:aws:iam::{account}:policy/boundary" }');
    assert.equal(permissionsBoundary(bounded, member), `arn:aws:iam::${member}:policy/boundary`);
    assert.equal(permissionsBoundary(configuration(), member), undefined);
  });

  it("carry the owner's tag, which no configured tag replaces", () => {
    assert.equal(ourTags({ ...configuration(), tags: { "managed-by": "somebody", team: "a" } })["managed-by"], "access-analyzer-org");
  });
});
