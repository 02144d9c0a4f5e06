import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { accessTable } from "../../../domain/resourcePolicies/accessTable";

const provider = dirname(require.resolve("@pulumi/aws/package.json"));

/** By type, the file of its class without its ending. */
let files: ReadonlyMap<string, string>;

/** What has an input that sounds like a policy and gives nobody access to it. */
const noAccess: Record<string, string> = {
  "aws:cloudwatch/logAccountPolicy:LogAccountPolicy": "what is done with logs",
  "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy": "what is masked in logs",
  "aws:cloudwatch/logIndexPolicy:LogIndexPolicy": "what of logs is indexed",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "what leaves a VPC",
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "what leaves a VPC",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "which images are deleted",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": "a policy of a session",
  "aws:iam/groupPolicy:GroupPolicy": "an identity's policy",
  "aws:iam/policy:Policy": "an identity's policy",
  "aws:iam/rolePolicy:RolePolicy": "an identity's policy",
  "aws:iam/userPolicy:UserPolicy": "an identity's policy",
  "aws:iot/policy:Policy": "a policy of things, which have certificates",
  "aws:iot/policyAttachment:PolicyAttachment": "the name of a policy",
  "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment": "a network",
  "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy": "a language of its own: principals of its own account",
  "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy": "when data is deleted",
  "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": "a language of its own: encryption and networks",
  "aws:resiliencehub/resiliencyPolicy:ResiliencyPolicy": "times of recovery",
  "aws:ses/receiptFilter:ReceiptFilter": "which mail is taken",
  "aws:sns/dataProtectionPolicy:DataProtectionPolicy": "what is masked in messages",
  "aws:transfer/access:Access": "a policy of a session",
  "aws:transfer/user:User": "a policy of a session",
  "aws:verifiedaccess/endpoint:Endpoint": "a language of its own (Cedar)",
  "aws:verifiedaccess/group:Group": "a language of its own (Cedar)",
};

describe("the table of what gives access", () => {
  before(() => {
    files = new Map(
      readdirSync(provider, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !["node_modules", "types"].includes(entry.name))
        .flatMap(({ name }) => readdirSync(join(provider, name)).map((file) => join(provider, name, file)))
        .filter((file) => file.endsWith(".js"))
        .flatMap((file) =>
          [...readFileSync(file, "utf8").matchAll(/__pulumiType = '([^']+)'/g)].map(([, type = ""]) => [type, file.slice(0, -3)]),
        ),
    );
  });

  for (const [type, { inputs }] of accessTable)
    it(`${type} is a type of @pulumi/aws that has ${inputs.join(", ") || "no input that matters"}`, () => {
      const { className, properties } = declared(type);
      assert.equal(className, type.split(":").at(-1));
      for (const input of inputs) assert.ok(properties.includes(input), `${type} has no input ${input}`);
    });

  it("knows every type whose inputs sound like a policy of a resource, or it is said why not", () => {
    const names = /^(policy|policyDocument|resourcePolicy|repositoryPolicy|accessPolic(y|ies)|assumeRolePolicy|sharedAccounts)$/;
    const policies = [...files.keys()].filter((type) => declared(type).properties.some((property) => names.test(property)));
    assert.ok(policies.length > 80);
    assert.deepEqual(
      policies.filter((type) => !accessTable.has(type) && !Object.hasOwn(noAccess, type)),
      [],
    );
    assert.deepEqual(
      Object.keys(noAccess).filter((type) => accessTable.has(type) || !policies.includes(type)),
      [],
    );
  });
});

function declared(type: string): { className: string | undefined; properties: string[] } {
  const file = files.get(type);
  assert.ok(file, `@pulumi/aws has no ${type}`);
  const text = readFileSync(`${file}.d.ts`, "utf8");
  const [, className] = /^export declare class (\w+) extends pulumi\.CustomResource/m.exec(text) ?? [];
  const args = text.slice(text.indexOf(`export interface ${className}Args {`));
  return { className, properties: [...args.matchAll(/^ {4}(\w+)\??: /gm)].map(([, name = ""]) => name) };
}
