import assert from "node:assert/strict";
import { configuration, configurationText } from "../../support/organization";
import { managersOf } from "../../../domain/configuration/caller";
import { auditRoleName } from "../../../domain/names";
import { trustPolicy } from "../../../domain/policies/trust";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";

const role = "arn:aws:iam::222222222222:role/ci/deploy";
const callers = (deployer: string, more = "retirer: [Retirement]") => `access: { callers: { deployer: [${deployer}], ${more} } }`;
const refusal = (yaml: string): string => {
  try {
    parseConfiguration(configurationText(yaml), "organization.yaml");
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail(`accepted: ${yaml}`);
};

describe("access.callers", () => {
  for (const good of [
    role,
    "arn:aws:iam::222222222222:user/anna",
    "arn:aws:iam::555555555555:role/ci/deploy-*",
    "arn:aws:iam::555555555555:role/*/deploy-??",
    "Platform_Team.1",
  ])
    it(`takes ${good}`, () => assert.deepEqual(configuration(callers(`"${good}"`)).access.callers?.deployer, [good]));

  it("needs deployer and retirer, each with an entry; they may be the same", () => {
    assert.deepEqual(configuration(callers(role, `retirer: [${role}]`)).access.callers, { deployer: [role], retirer: [role] });
    assert.match(refusal(`access: { callers: { deployer: [${role}] } }`), /access\.callers\.retirer: found nothing, expected a list/);
    assert.match(refusal(`access: { callers: { retirer: [${role}] } }`), /access\.callers\.deployer: found nothing, expected a list/);
    assert.match(refusal(callers("")), /access\.callers\.deployer: found a list, expected at least one entry/);
    assert.match(refusal(callers(role, `retirer: [X], auditor: []`)), /access\.callers\.auditor: .*at least one entry/);
  });

  for (const [bad, says] of [
    ["*", /anybody; name roles and users, or leave access\.callers out/],
    ["arn:aws:iam::222222222222:role/*", /anybody/],
    ["222222222222", /an account, expected the ARN of an IAM role or user/],
    ["arn:aws:iam::222222222222:root", /expected the ARN of an IAM role or user/],
    [
      "arn:aws:sts::222222222222:assumed-role/deploy/me",
      /a session, expected the ARN of its role, with the role's path: "aws iam get-role --role-name deploy" in account 222222222222 tells it/,
    ],
    ["arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_My_Team_0123456789abcdef/me", /permission set .*, expected its name: My_Team$/],
    ["AWSReservedSSO_My_Team_0123456789abcdef", /expected the permission set's own name: My_Team$/],
    ["arn:aws-us-gov:iam::222222222222:role/deploy", /expected an ARN of the home Region's partition, arn:aws:iam::/],
    ["arn:*:iam::222222222222:role/deploy", /wildcards in the name of the role or user alone/],
    ["arn:aws:iam::22222222222?:role/deploy", /wildcards in the name of the role or user alone/],
    ["arn:aws:iam::222222222222:role/${aws:username}", /expected the ARN of an IAM role or user/],
    ["arn:aws:iam::222222222222:group/admins", /expected the ARN of an IAM role or user/],
    ["a name that is longer than permission sets have", /expected the ARN/],
  ] as const)
    it(`refuses ${bad}, with what to write`, () => assert.match(refusal(callers(`"${bad}"`)), says));

  it("refuses one that stands twice in a list, and callers of more accounts than the built-in archive rules take", () => {
    assert.match(refusal(callers(`${role}, ${role}`)), /deployer\[1\]: .*stands in this list already/);
    const many = Array.from({ length: 10 }, (_, index) => `"arn:aws:iam::30000000000${index}:role/x"`).join(", ");
    configuration(callers(many, "retirer: ['arn:aws:iam::300000000000:role/x']"));
    assert.match(refusal(callers(many)), /callers of at most 10 accounts, not 11/);
  });

  it("whoever runs the stack management is of the management account, and no role trusts them", () => {
    const manager = (entry: string) => callers(role, `retirer: [Retirement], manager: ["${entry}"]`);
    assert.match(refusal(manager("arn:aws:iam::222222222222:role/platform")), /manager\[0\]: .*of the management account 111111111111/);
    const named = configuration(manager("Platform"));
    assert.deepEqual(managersOf(named), ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Platform_*"]);
    assert.deepEqual(managersOf(configuration()), []);
    assert.ok(!JSON.stringify(trustPolicy(named, "o-exampleorgid", auditRoleName)).includes("Platform"));
  });

  const prover = "arn:aws:iam::222222222222:role/ci/prove";
  const proving = (more: string) => `${callers(role, `retirer: [Retirement], ${more}`)}\nproof: { enabled: true }`;

  it("a proof needs a prover who is named", () => {
    assert.equal(configuration().proof.enabled, false);
    assert.equal(configuration(proving(`prover: ["${prover}"]`)).proof.enabled, true);
    configuration(callers(role, `retirer: [Retirement], prover: ["${prover}"]`));
    const says =
      /proof\.enabled: .*which needs access\.callers\.prover: without it, .* a pull request's preview among them; name who proves/;
    assert.match(refusal("proof: { enabled: true }"), says);
    assert.match(refusal(proving(`reviewer: ["${prover}"]`)), says);
    assert.match(refusal("proof: { enable: true }"), /did you mean enabled\?/);
    assert.match(refusal("proof: { enabled: yes }"), /proof\.enabled: .*expected true or false/);
  });

  for (const [kind, entry, other] of [
    ["reviewer", prover, prover],
    ["auditor", prover, prover],
    ["reviewer", prover, "arn:aws:iam::222222222222:role/ci/*"],
    ["reviewer", "arn:aws:iam::222222222222:role/*/prove", prover],
    ["auditor", "Proving", "Proving"],
    ["reviewer", "Proving_Team", "Proving"],
  ] as const)
    it(`refuses the prover ${entry} beside the ${kind} ${other}`, () => {
      const text = proving(`prover: ["${entry}"], ${kind}: ["${other}"]`);
      assert.match(
        refusal(text),
        new RegExp(`access\\.callers\\.prover\\[0\\]: .*which access\\.callers\\.${kind} names too; .*name one that is nothing else`),
      );
    });

  it("refuses a prover who also rolls out or retires", () => {
    assert.match(refusal(proving(`prover: ["${role}"]`)), /which access\.callers\.deployer names too/);
    assert.match(refusal(proving("prover: [Retirement]")), /which access\.callers\.retirer names too/);
    configuration(proving(`prover: ["${prover}"], reviewer: ["arn:aws:iam::222222222222:role/ci/prov"], auditor: [Prov]`));
  });
});
