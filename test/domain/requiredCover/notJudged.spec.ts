import assert from "node:assert/strict";
import { notJudged } from "../../../domain/requiredCover/notJudged";
import { unknownValue } from "../../../domain/unknownValue";
import { bucketToken, resource, said, type Inputs } from "../../support/stackResources";

const open = { Effect: "Allow", Principal: "*", Action: "*" };
const told = (type: string, inputs: Inputs = {}) => said(notJudged([resource(type, "some", { inputs })]));

describe("what cannot be judged", () => {
  for (const [type, why] of [
    ["aws-native:s3:Bucket", "only resources of package aws are judged"],
    ["aws:cloudformation/stack:Stack", "what CloudFormation makes is not seen here"],
    ["aws:cloudformation/stackSet:StackSet", "what CloudFormation makes is not seen here"],
    ["aws:serverlessrepository/cloudFormationStack:CloudFormationStack", "what CloudFormation makes is not seen here"],
    ["aws:servicecatalog/provisionedProduct:ProvisionedProduct", "what Service Catalog makes is not seen here"],
    ["aws:cloudcontrol/resource:Resource", "what Cloud Control makes is not seen here"],
  ] as const)
    it(type, () => assert.deepEqual(told(type), [`some: Not judged: ${type} (some), ${why}.`]));

  it("is one remark a type, at its first resource", () => {
    const many = ["one", "two", "three"].map((name) => resource("aws-native:s3:Bucket", name));
    assert.deepEqual(said(notJudged([...many, resource("aws-native:sqs:Queue", "four")])), [
      "one: Not judged: aws-native:s3:Bucket (3 of them, the first: one), only resources of package aws are judged.",
      "four: Not judged: aws-native:sqs:Queue (four), only resources of package aws are judged.",
    ]);
  });

  const novel = "aws:novel/thingPolicy:ThingPolicy";
  const policies: [what: string, value: unknown][] = [
    ["JSON", JSON.stringify({ Statement: [open] })],
    ["JSON with one statement", JSON.stringify({ Statement: open }, undefined, 2)],
    ["JSON with a NotPrincipal", JSON.stringify({ Statement: [{ Effect: "Deny", NotPrincipal: "*" }] })],
    ["an object", { Statement: [open] }],
    ["an object of which a part is not known", { Statement: [{ Sid: unknownValue, Principal: unknownValue }] }],
    ["JSON that cannot be read", '{"Statement": [{"Principal": '],
  ];
  for (const [what, value] of policies)
    it(`is a type that this version does not know with a resource policy: ${what}`, () =>
      assert.deepEqual(told(novel, { policy: value }), [
        `some: Not judged: ${novel} (some), a type that this version does not know and that has a policy with a Principal.`,
      ]));

  const others: [what: string, type: string, inputs: Inputs][] = [
    ["a type that is judged", bucketToken, { policy: JSON.stringify({ Statement: [open] }) }],
    ["a type that no analyzer looks at", "aws:cloudwatch/eventBusPolicy:EventBusPolicy", { policy: JSON.stringify({ Statement: [open] }) }],
    ["a policy for an identity", novel, { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*" }] }) }],
    ["text about a Principal", novel, { description: "Statement and Principal" }],
    ["what is not known at all", novel, { policy: unknownValue }],
    ["other values", novel, { one: 1, none: null, list: [open], Statement: "x" }],
    ["another package", "gcp:storage/bucket:Bucket", { policy: { Statement: [open] } }],
    ["the package's provider", "pulumi:providers:aws-native", {}],
    ["a type of CloudFormation that makes nothing", "aws:cloudformation/cloudFormationType:CloudFormationType", {}],
  ];
  for (const [what, type, inputs] of others) it(`is not ${what}`, () => assert.deepEqual(told(type, inputs), []));
});
