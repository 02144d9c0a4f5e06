import assert from "node:assert/strict";
import { accountOf, regionOf, type DefaultPlace } from "../../../domain/requiredCover/place";
import { unknownValue } from "../../../domain/unknownValue";
import { bucketToken, data, provider, queueToken, resource, shop, type Inputs, type Provider } from "../../support/stackResources";

const arn = (account: string, region = "eu-west-1") => `arn:aws:sqs:${region}:${account}:orders`;
const roles = (...arns: unknown[]) => JSON.stringify(arns.map((roleArn) => ({ roleArn })));
const roleIn = (account: string) => `arn:aws:iam::${account}:role/deployer`;

describe("the account of a resource", () => {
  const configured = { account: "999999999999" };
  const by = (inputs: Inputs | undefined, defaults: DefaultPlace = {}) =>
    accountOf(resource(bucketToken, "data", { by: provider(inputs) }), defaults).value;

  const cases: [what: string, inputs: Inputs, account: string | typeof unknownValue | undefined][] = [
    ["a number in a string, as stack configuration gives it", { allowedAccountIds: "[210987654321]" }, "210987654321"],
    ["a number that lost its leading zero", { allowedAccountIds: "[12345678901]" }, "012345678901"],
    ["a number that lost several", { allowedAccountIds: [123] }, "000000000123"],
    ["text in a string, as a provider's program gives it", { allowedAccountIds: '["012345678901"]' }, "012345678901"],
    ["a list", { allowedAccountIds: [shop] }, shop],
    ["the one account in no list", { allowedAccountIds: shop }, shop],
    ["the one account with a leading zero, in no list", { allowedAccountIds: "012345678901" }, "012345678901"],
    ["the one account twice", { allowedAccountIds: `["${shop}", ${shop}]` }, shop],
    ["one of several accounts", { allowedAccountIds: `["${shop}", "${data}"]` }, undefined],
    ["one of several accounts, and a role", { allowedAccountIds: [shop, data], assumeRoles: roles(roleIn(data)) }, data],
    ["none", { allowedAccountIds: "[]" }, undefined],
    ["nothing", { version: "7.48.0" }, undefined],
    ["null", { allowedAccountIds: null, assumeRoles: null }, undefined],
    ["accounts that are not known", { allowedAccountIds: unknownValue }, unknownValue],
    ["accounts of which one is not known", { allowedAccountIds: [shop, unknownValue] }, unknownValue],
    ["accounts that are not known, and a role", { allowedAccountIds: unknownValue, assumeRoles: roles(roleIn(data)) }, data],
    ["something else than accounts", { allowedAccountIds: '{"a":1}' }, unknownValue],
    ["a role", { assumeRoles: roles(roleIn(shop)) }, shop],
    ["a role in a list", { assumeRoles: [{ roleArn: roleIn(shop) }] }, shop],
    ["the last role of a chain", { assumeRoles: roles(roleIn(data), roleIn(shop)) }, shop],
    ["a role of another partition", { assumeRoles: roles(`arn:aws-us-gov:iam::${shop}:role/deployer`) }, shop],
    ["a role that is not known", { assumeRoles: [{ roleArn: unknownValue }] }, unknownValue],
    ["the last role is not known", { assumeRoles: [{ roleArn: roleIn(shop) }, unknownValue] }, unknownValue],
    ["roles that are not known", { assumeRoles: unknownValue }, unknownValue],
    ["no ARN for a role", { assumeRoles: roles("deployer") }, unknownValue],
    ["an ARN without an account for a role", { assumeRoles: roles("arn:aws:iam:::role/deployer") }, unknownValue],
    ["a role without an ARN", { assumeRoles: "[{}]" }, undefined],
    ["a role for a token", { assumeRoleWithWebIdentity: JSON.stringify({ roleArn: roleIn(shop) }) }, shop],
    [
      "a role for a token, and a role after it",
      { assumeRoleWithWebIdentity: { roleArn: roleIn(data) }, assumeRoles: roles(roleIn(shop)) },
      shop,
    ],
  ];
  for (const [what, inputs, account] of cases) {
    it(`is said by its provider: ${what}`, () => {
      assert.equal(by(inputs), account);
      if (account !== undefined) assert.equal(by(inputs, configured), account, "unknown never gives way to a default");
    });
  }

  it("is the configured one where the provider says nothing, and only there", () => {
    assert.equal(by({ version: "7.48.0" }, configured), "999999999999");
    assert.equal(by({ allowedAccountIds: ["999999999999", shop] }, configured), "999999999999");
    assert.equal(by({ allowedAccountIds: [data, shop] }, configured), undefined);
    assert.equal(by(undefined, configured), unknownValue);
  });

  for (const credentials of ["profile", "accessKey", "token", "sharedConfigFiles", "sharedCredentialsFiles"]) {
    it(`is not the configured one where the provider brings credentials of its own: ${credentials}`, () => {
      assert.equal(by({ [credentials]: "other" }, configured), undefined);
      assert.equal(by({ [credentials]: "other", allowedAccountIds: [shop] }, configured), shop);
    });
  }

  it("is the one in the ARN that AWS gave it", () => {
    const made = (inputs: Inputs, outputs: Inputs, by?: Provider) =>
      accountOf(resource(queueToken, "orders", { inputs, outputs, ...(by ? { by } : {}) }), configured).value;
    assert.equal(made({}, { arn: arn(data) }), data);
    assert.equal(made({}, { arn: "arn:aws:s3:::data" }), shop);
    assert.equal(made({}, { arn: unknownValue }), shop);
    assert.equal(made({}, { arn: "orders" }), shop);
    assert.equal(made({ arn: arn(data) }, { arn: arn(data) }), shop, "what a program says is no ARN of AWS's");
    assert.equal(made({ resourceArn: arn(data), secretArn: arn(data) }, { resourceArn: arn(data) }), shop);
  });

  const concerned = [
    ["aws:sns/topicPolicy:TopicPolicy", "arn"],
    ["aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn"],
    ["aws:dynamodb/resourcePolicy:ResourcePolicy", "resourceArn"],
    ["aws:lambda/resourcePolicy:ResourcePolicy", "resourceArn"],
  ] as const;
  for (const [type, input] of concerned) {
    it(`is the one of what it is set on: ${type}`, () => {
      const set = (value: unknown) => resource(type, "policy", { inputs: { [input]: value, policy: "{}" } });
      assert.deepEqual(accountOf(set(arn(data)), {}), { value: data, keys: [data] });
      assert.deepEqual(regionOf(set(arn(data, "us-east-1")), {}), { value: "us-east-1", keys: ["us-east-1"] });
      assert.equal(accountOf(set("orders"), {}).value, shop);
      assert.equal(accountOf(set(unknownValue), {}).value, shop);
    });
  }

  it("is compared by the provider too, unless that has moved away", () => {
    const urn = provider({}).urn;
    const keys = (inputs: Inputs, outputs: Inputs) => accountOf(resource(queueToken, "orders", { outputs, by: provider(inputs) }), {}).keys;
    assert.deepEqual(keys({}, {}), [urn]);
    assert.deepEqual(keys({}, { arn: arn(data) }), [data, urn]);
    assert.deepEqual(keys({ allowedAccountIds: [data] }, { arn: arn(data) }), [data, urn]);
    assert.deepEqual(keys({ allowedAccountIds: [shop] }, { arn: arn(data) }), [data]);
  });
});

describe("the Region of a resource", () => {
  const at = (inputs: Inputs | undefined, { outputs = {}, by = {} as Inputs | "unseen", region = undefined as string | undefined } = {}) =>
    regionOf(
      { ...resource(queueToken, "orders", { outputs, by: provider(by === "unseen" ? undefined : by) }), inputs },
      region === undefined ? {} : { region },
    ).value;

  const cases: [what: string, found: unknown, expected: string | typeof unknownValue | undefined][] = [
    [
      "its own first",
      at({ region: "eu-west-1" }, { outputs: { arn: arn(shop, "us-east-1") }, by: { region: "us-east-1" }, region: "us-west-1" }),
      "eu-west-1",
    ],
    ["its own is not known", at({ region: unknownValue }, { by: { region: "us-east-1" }, region: "us-west-1" }), unknownValue],
    ["its own is no text", at({ region: 1 }, { by: { region: "us-east-1" } }), unknownValue],
    ["its own is empty", at({ region: "" }, { by: { region: "us-east-1" } }), "us-east-1"],
    ["its own is null", at({ region: null }, { by: { region: "us-east-1" } }), "us-east-1"],
    ["then what AWS said", at({}, { outputs: { region: "eu-west-1" }, by: { region: "us-east-1" } }), "eu-west-1"],
    ["then its ARN", at({}, { outputs: { arn: arn(shop, "eu-west-1") }, by: { region: "us-east-1" } }), "eu-west-1"],
    [
      "an ARN that the program says is none",
      at({ arn: arn(shop) }, { outputs: { arn: arn(shop) }, by: { region: "us-east-1" } }),
      "us-east-1",
    ],
    ["then its provider", at({}, { by: { region: "us-east-1" }, region: "us-west-1" }), "us-east-1"],
    ["its provider's is not known", at({}, { by: { region: unknownValue }, region: "us-west-1" }), unknownValue],
    ["its provider could not be seen", at({}, { by: "unseen", region: "us-west-1" }), unknownValue],
    ["its provider's is empty", at({}, { by: { region: "" }, region: "us-west-1" }), "us-west-1"],
    ["then the default", at({}, { region: "us-west-1" }), "us-west-1"],
    ["nothing", at({}), undefined],
    ["its inputs could not be seen", at(undefined, { by: { region: "us-east-1" }, region: "us-west-1" }), unknownValue],
    [
      "its inputs could not be seen, and AWS said it",
      at(undefined, { outputs: { region: "eu-west-1" }, region: "us-west-1" }),
      "eu-west-1",
    ],
  ];
  for (const [what, found, expected] of cases) it(what, () => assert.equal(found, expected));
});
