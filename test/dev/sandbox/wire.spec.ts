import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  CreateAnalyzerCommand,
  GetAnalyzerCommand,
  ListFindingsCommand,
  ValidatePolicyCommand,
  type CreateAnalyzerCommandInput,
} from "@aws-sdk/client-accessanalyzer";
import { ListRegionsCommand } from "@aws-sdk/client-account";
import { GetGroupCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { DescribeOrganizationCommand, ListAccountsCommand } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import fc from "fast-check";
import * as iamSdk from "@aws-sdk/client-iam";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { readForm } from "../../../dev/sandbox/wire/queryForm";
import { modelOf } from "../../../dev/sandbox/wire/schema";
import { escapeXml, rootContent } from "../../../dev/sandbox/wire/xml";
import { clients } from "../../support/sandboxClients";

describe("the sandbox's wire", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  it("serves unmodified SDK clients of every protocol", async () => {
    const { sts, iam, account, organizations } = clients(sandbox);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "111111111111");
    assert.ok((await iam.send(new ListRolesCommand({}))).Roles?.[0]?.CreateDate instanceof Date);
    assert.ok((await account.send(new ListRegionsCommand({}))).Regions?.length);
    assert.equal((await organizations.send(new DescribeOrganizationCommand({}))).Organization?.MasterAccountId, "111111111111");
    assert.ok((await organizations.send(new ListAccountsCommand({}))).Accounts?.[0]?.JoinedTimestamp instanceof Date);
  });

  it("gives every answer and every error a request id", async () => {
    const { sts, iam, accessAnalyzer } = clients(sandbox);
    assert.match((await sts.send(new GetCallerIdentityCommand({}))).$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    for (const failing of [
      iam.send(new GetGroupCommand({ GroupName: "x" })),
      accessAnalyzer.send(new GetAnalyzerCommand({ analyzerName: "none" })),
    ]) {
      const error: unknown = await failing.then(
        () => assert.fail("it should have failed"),
        (failure: unknown) => failure,
      );
      assert.ok(error instanceof Error && "$metadata" in error);
      assert.match(JSON.stringify(error.$metadata), /"requestId":"[0-9a-f-]{36}"/);
    }
  });

  describe("refuses by name", () => {
    it("an operation that AWS has and the sandbox does not", async () => {
      const { iam, accessAnalyzer } = clients(sandbox);
      await assert.rejects(iam.send(new GetGroupCommand({ GroupName: "x" })), {
        name: "NotImplemented",
        message: /does not implement iam:GetGroup/,
      });
      const validate = new ValidatePolicyCommand({ policyDocument: "{}", policyType: "IDENTITY_POLICY" });
      await assert.rejects(accessAnalyzer.send(validate), {
        name: "NotImplemented",
        message: /does not implement access-analyzer:ValidatePolicy/,
      });
    });

    it("an operation that nobody has", async () => {
      const answer = await signed("sts", { method: "POST", body: "Action=Nothing" });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /<Code>InvalidAction<\/Code>.*Service sts has no operation for this request \(Nothing\)/);
      const rest = await signed("access-analyzer", { method: "PATCH" }, "/nothing");
      assert.match(await rest.text(), /no operation for this request \(PATCH \/nothing\)/);
      const rpc = await signed("organizations", { method: "POST", headers: { "x-amz-target": "AWSOrganizationsV20161128.Nothing" } });
      assert.equal(JSON.parse(await rpc.text()).__type, "UnknownOperationException");
    });

    it("a service that the sandbox does not have, in the format that the client reads", async () => {
      const json = await signed("batch", { method: "GET" });
      assert.match(JSON.parse(await json.text()).message, /no service that signs as "batch".*access-analyzer, account/);
      const xml = await signed("autoscaling", { method: "POST", body: new URLSearchParams({ Action: "DescribeTags" }) });
      assert.match(await xml.text(), /<Code>NotImplemented<\/Code><Message>.*&quot;autoscaling&quot;/);
    });

    it("a request without a signature", async () => {
      const answer = await fetch(sandbox.url, { method: "POST", body: "Action=GetCallerIdentity" });
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /MissingAuthenticationToken/);
    });

    it("a body that is not what the protocol says", async () => {
      const answer = await signed("access-analyzer", { method: "PUT", body: "{" }, "/analyzer");
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get("x-amzn-errortype"), "SerializationException");
    });
  });

  describe("misses required members at every depth", () => {
    // An SDK client checks nothing of the kind itself, but its types do.
    const input = { analyzerName: "a", archiveRules: [{ ruleName: "r" }] } as unknown as CreateAnalyzerCommandInput;

    it("in REST JSON", async () => {
      await assert.rejects(clients(sandbox).accessAnalyzer.send(new CreateAnalyzerCommand(input)), {
        name: "ValidationException",
        message:
          /^2 validation errors detected: Value null at 'type' .*; Value null at 'archiveRules\.1\.filter' failed to satisfy constraint: Member must not be null$/,
      });
    });

    it("in AWS Query", async () => {
      const answer = await signed("iam", { method: "POST", body: "Action=CreateRole&RoleName=a" });
      assert.match(
        await answer.text(),
        /<Code>ValidationError<\/Code><Message>1 validation error detected: Value null at &apos;assumeRolePolicyDocument&apos;/,
      );
    });

    it("in AWS JSON", async () => {
      const headers = { "x-amz-target": "AWSOrganizationsV20161128.MoveAccount" };
      const answer = await signed("organizations", { method: "POST", headers, body: "{}" });
      const error = JSON.parse(await answer.text());
      assert.equal(error.__type, "InvalidInputException");
      assert.equal(error.Reason, "INPUT_REQUIRED");
    });
  });

  it("tells modelled errors with their status and members", async () => {
    const { accessAnalyzer } = clients(sandbox);
    const missing = new ListFindingsCommand({ analyzerArn: "arn:aws:access-analyzer:eu-central-1:111111111111:analyzer/none" });
    await assert.rejects(accessAnalyzer.send(missing), (error: unknown) => {
      assert.ok(error instanceof Error && "$metadata" in error && "resourceId" in error);
      assert.equal(error.name, "ResourceNotFoundException");
      assert.match(JSON.stringify(error.$metadata), /"httpStatusCode":404/);
      return true;
    });
  });

  function signed(service: string, init: RequestInit, path = "/"): Promise<Response> {
    const scope = `${sandbox.adminCredentials.accessKeyId}/20260101/eu-central-1/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    return fetch(`${sandbox.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
  }
});

describe("AWS Query forms", () => {
  const model = modelOf({ sdk: iamSdk, protocol: "query", namespace: "com.amazonaws.iam" });
  const createRole = model.operations.get("CreateRole");
  assert.ok(createRole);

  it("spell lists of structures", () => {
    const tags = fc.array(fc.record({ Key: fc.string({ minLength: 1 }), Value: fc.string() }, { noNullPrototype: true }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.string(), tags, (RoleName, Tags) => {
        const form = new URLSearchParams({ Action: "CreateRole", RoleName });
        Tags.forEach(({ Key, Value }, i) => {
          form.set(`Tags.member.${i + 1}.Key`, Key);
          form.set(`Tags.member.${i + 1}.Value`, Value);
        });
        assert.deepEqual(readForm(model, createRole.input, form), Tags.length > 0 ? { RoleName, Tags } : { RoleName });
      }),
    );
  });
});

describe("XML of the sandbox", () => {
  it("takes the root's content out, whatever its attributes", () => {
    assert.equal(rootContent('<?xml version="1.0"?><A xmlns="x"><B>1</B></A>'), "<B>1</B>");
    assert.equal(rootContent("<A/>"), "");
  });

  it("escapes what would end an element", () => {
    assert.equal(escapeXml(`<a b="c">&'`), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;");
  });
});

describe("other clients of the sandbox", () => {
  let sandbox: Sandbox;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    sandbox = await startSandbox();
    env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: sandbox.adminCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.adminCredentials.secretAccessKey,
      AWS_DEFAULT_REGION: sandbox.homeRegion,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
  });
  after(() => sandbox.close());

  it("the AWS CLI calls sts and iam, in its own account and in a member", async function () {
    if (!(await runs("aws", ["--version"]))) return this.skip();
    assert.equal(await aws("sts", "get-caller-identity", "--query", "Account"), "111111111111");
    const role = ["--role-arn", "arn:aws:iam::777777777777:role/OrganizationAccountAccessRole", "--role-session-name", "cli"];
    const keys = JSON.parse(await aws("sts", "assume-role", ...role, "--query", "Credentials", "--output", "json"));
    const member = {
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
    };
    assert.equal(await awsAs(member, "sts", "get-caller-identity", "--query", "Account"), "777777777777");
    assert.equal(
      await awsAs(member, "accessanalyzer", "list-analyzers", "--region", "eu-west-1", "--query", "analyzers[].name"),
      "ConsoleAnalyzer-1234",
    );

    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const created = await awsAs(
      member,
      "iam",
      "create-role",
      "--role-name",
      "cli",
      "--assume-role-policy-document",
      JSON.stringify(trust),
      "--output",
      "json",
    );
    // The CLI decodes the document by itself, as it does with AWS's.
    assert.deepEqual(JSON.parse(created).Role.AssumeRolePolicyDocument, trust);
    assert.match(
      await awsAs(member, "iam", "list-roles", "--query", "Roles[].RoleName"),
      /AWSServiceRoleForAccessAnalyzer.*OrganizationAccountAccessRole.*cli/s,
    );
    await assert.rejects(
      awsAs(member, "iam", "get-role", "--role-name", "nobody"),
      /\(NoSuchEntity\).*The role with name nobody cannot be found/,
    );
    await assert.rejects(awsAs(member, "iam", "list-groups"), /\(NotImplemented\).*iam:ListGroups/);
  }).timeout(60_000);

  it("boto3 calls sts and iam, and knows their errors by name", async function () {
    if (!(await runs("python3", ["-c", "import boto3"]))) return this.skip();
    const { stdout } = await promisify(execFile)("python3", ["-c", botoScript], { env });
    assert.deepEqual(JSON.parse(stdout), {
      account: "444444444444",
      roles: ["AWSServiceRoleForOrganizations", "OrganizationAccountAccessRole"],
      tags: [{ Key: "a", Value: "b" }],
      missing: "NoSuchEntity",
      taken: "InvalidInput",
      denied: "AccessDenied",
    });
  }).timeout(60_000);

  const aws = (...args: string[]) => awsAs({}, ...args);

  async function awsAs(credentials: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("aws", ["--output", "text", ...args], { env: { ...env, ...credentials } });
    return stdout.trim();
  }

  async function runs(command: string, args: string[]): Promise<boolean> {
    return promisify(execFile)(command, args).then(
      () => true,
      () => false,
    );
  }
});

const botoScript = `
import boto3, json
sts = boto3.client("sts")
keys = sts.assume_role(RoleArn="arn:aws:iam::444444444444:role/OrganizationAccountAccessRole", RoleSessionName="boto")["Credentials"]
member = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
iam = member.client("iam")
roles = [role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444444444444"}, "Action": "sts:AssumeRole"}]})
iam.create_role(RoleName="boto", AssumeRolePolicyDocument=trust, Tags=[{"Key": "a", "Value": "b"}])
def code(call):
    try:
        call()
    except Exception as error:
        return error.response["Error"]["Code"]
iam.create_service_linked_role(AWSServiceName="access-analyzer.amazonaws.com")
print(json.dumps({
    "account": member.client("sts").get_caller_identity()["Account"],
    "roles": roles,
    "tags": iam.list_role_tags(RoleName="boto")["Tags"],
    "missing": code(lambda: iam.get_role(RoleName="nobody")),
    "taken": code(lambda: iam.create_service_linked_role(AWSServiceName="access-analyzer.amazonaws.com")),
    "denied": code(lambda: member.client("sts").assume_role(RoleArn="arn:aws:iam::111111111111:role/x", RoleSessionName="boto")),
}))
`;
