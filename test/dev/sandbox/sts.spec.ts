import assert from "node:assert/strict";
import { CreateRoleCommand, GetRoleCommand, ListRolesCommand, PutRolePolicyCommand, DeleteRoleCommand } from "@aws-sdk/client-iam";
import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
} from "@aws-sdk/client-sts";
import { createAccessKey } from "../../../dev/sandbox/iam/accessKeys";
import { putRole } from "../../../dev/sandbox/iam/roles";
import { putUser } from "../../../dev/sandbox/iam/users";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn, type Keys } from "../../support/sandboxClients";

const allow = (...actions: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
const trusting = (aws: string | string[], condition?: object, ...beside: string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: aws }, Action: ["sts:AssumeRole", ...beside], Condition: condition }],
  });

describe("sts of the sandbox", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  it("tells the caller who it is", async () => {
    const answer = await clients(sandbox).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(answer.Account, "111111111111");
    assert.equal(answer.Arn, "arn:aws:iam::111111111111:user/admin");
    assert.match(answer.UserId ?? "", /^AIDA[A-Z2-7]+$/);
  });

  it("really changes the account with AssumeRole", async () => {
    const keys = await sessionIn(sandbox, "444444444444");
    const { sts, iam } = clients(sandbox, keys);
    const answer = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(answer.Account, "444444444444");
    assert.equal(answer.Arn, "arn:aws:sts::444444444444:assumed-role/OrganizationAccountAccessRole/test");
    assert.match(answer.UserId ?? "", /^AROA[A-Z2-7]+:test$/);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "OrganizationAccountAccessRole" }));
    assert.equal(Role?.Arn, "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole");
  });

  describe("AssumeRole is refused", () => {
    it("where the trust policy does not name the caller, without telling what it says", async () => {
      const member = await sessionIn(sandbox, "444444444444");
      await assert.rejects(assume("arn:aws:iam::555555555555:role/OrganizationAccountAccessRole", member), {
        name: "AccessDenied",
        message:
          "User: arn:aws:sts::444444444444:assumed-role/OrganizationAccountAccessRole/test is not authorized to perform: sts:AssumeRole " +
          "on resource: arn:aws:iam::555555555555:role/OrganizationAccountAccessRole",
      });
    });

    it("where the role does not exist, in the same words", async () => {
      await assert.rejects(assume("arn:aws:iam::555555555555:role/nobody"), {
        name: "AccessDenied",
        message:
          "User: arn:aws:iam::111111111111:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::555555555555:role/nobody",
      });
    });

    it("where the path of the role's ARN is left out", async () => {
      putRole(sandbox.world, "555555555555", { name: "deep", path: "/a/b/", trustPolicy: trusting("111111111111") });
      await assert.rejects(assume("arn:aws:iam::555555555555:role/deep"), { name: "AccessDenied" });
      await assume("arn:aws:iam::555555555555:role/a/b/deep");
    });

    it("into a suspended account", async () => {
      await assert.rejects(assume("arn:aws:iam::888888888888:role/OrganizationAccountAccessRole"), { name: "AccessDenied" });
    });

    it("across accounts when the caller's own policies do not allow it", async () => {
      const reader = createAccessKey(sandbox.world, "111111111111", "reader");
      putUser(sandbox.world, "111111111111", { name: "reader" });
      const target = "arn:aws:iam::555555555555:role/OrganizationAccountAccessRole";
      await assert.rejects(assume(target, reader), /because no identity-based policy allows the sts:AssumeRole action/);
      putUser(sandbox.world, "111111111111", { name: "reader", inlinePolicies: { assume: allow("sts:AssumeRole") } });
      await assume(target, reader);
    });

    it("within the account when the trust policy names the account and the caller's policies do not allow it", async () => {
      putRole(sandbox.world, "666666666666", { name: "weak", trustPolicy: trusting("111111111111"), inlinePolicies: {} });
      putRole(sandbox.world, "666666666666", { name: "by-root", trustPolicy: trusting("arn:aws:iam::666666666666:root") });
      putRole(sandbox.world, "666666666666", { name: "by-name", trustPolicy: trusting("arn:aws:iam::666666666666:role/weak") });
      const weak = await sessionIn(sandbox, "666666666666", "weak");
      await assert.rejects(assume("arn:aws:iam::666666666666:role/by-root", weak), /no identity-based policy/);
      await assume("arn:aws:iam::666666666666:role/by-name", weak);
    });

    it("unless the external id that the trust policy asks for is given", async () => {
      putRole(sandbox.world, "555555555555", {
        name: "vendor",
        trustPolicy: trusting("111111111111", { StringEquals: { "sts:ExternalId": "42" } }),
      });
      const target = "arn:aws:iam::555555555555:role/vendor";
      await assert.rejects(assume(target), { name: "AccessDenied" });
      await clients(sandbox).sts.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "me", ExternalId: "42" }));
    });

    for (const [why, input, message] of [
      ["with a session name of one character", { RoleSessionName: "x" }, /roleSessionName/],
      ["with a space in the session name", { RoleSessionName: "a b" }, /roleSessionName/],
      ["for less than 15 minutes", { DurationSeconds: 899 }, /durationSeconds/],
      ["for more than 12 hours", { DurationSeconds: 43_201 }, /durationSeconds/],
      ["for longer than the role allows", { DurationSeconds: 7200 }, /MaxSessionDuration/],
      ["for a session policy that is not a policy", { Policy: "{}" }, /Syntax errors/],
    ] as const) {
      it(why, async () => {
        const usual = { RoleArn: "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole", RoleSessionName: "me" };
        await assert.rejects(clients(sandbox).sts.send(new AssumeRoleCommand({ ...usual, ...input })), message);
      });
    }

    it("for more than an hour when a role assumes a role", async () => {
      putRole(sandbox.world, "444444444444", { name: "long", trustPolicy: trusting("444444444444"), maxSessionDuration: 43_200 });
      const { sts } = clients(sandbox, await sessionIn(sandbox, "444444444444"));
      const input = { RoleArn: "arn:aws:iam::444444444444:role/long", RoleSessionName: "me" };
      await assert.rejects(
        sts.send(new AssumeRoleCommand({ ...input, DurationSeconds: 7200 })),
        /1 hour session limit for roles assumed by role chaining/,
      );
      await sts.send(new AssumeRoleCommand({ ...input, DurationSeconds: 3600 }));
    });
  });

  describe("credentials", () => {
    it("that nobody issued are refused in each protocol's own words", async () => {
      const { sts, accessAnalyzer } = clients(sandbox, { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" });
      const message = "The security token included in the request is invalid.";
      await assert.rejects(sts.send(new GetCallerIdentityCommand({})), { name: "InvalidClientTokenId", message });
      await assert.rejects(accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "UnrecognizedClientException", message });
    });

    it("of a session are nothing without its token", async () => {
      const { accessKeyId, secretAccessKey } = await sessionIn(sandbox, "444444444444");
      const { sts } = clients(sandbox, { accessKeyId, secretAccessKey });
      await assert.rejects(sts.send(new GetCallerIdentityCommand({})), { name: "InvalidClientTokenId" });
    });

    it("of a session expire", async () => {
      const keys = await sessionIn(sandbox, "444444444444");
      const { sts, accessAnalyzer } = clients(sandbox, keys);
      const now = sandbox.world.clock.now.bind(sandbox.world.clock);
      sandbox.world.clock.now = () => new Date(now().getTime() + 3_600_000);
      try {
        await assert.rejects(sts.send(new GetCallerIdentityCommand({})), { name: "ExpiredToken" });
        await assert.rejects(accessAnalyzer.send(new ListAnalyzersCommand({})), { name: "ExpiredTokenException" });
      } finally {
        sandbox.world.clock.now = now;
      }
      await sts.send(new GetCallerIdentityCommand({}));
    });

    it("of a role that was deleted are refused", async () => {
      const { iam } = clients(sandbox);
      await iam.send(new CreateRoleCommand({ RoleName: "short-lived", AssumeRolePolicyDocument: trusting("111111111111") }));
      const keys = await sessionIn(sandbox, "111111111111", "short-lived");
      await iam.send(new DeleteRoleCommand({ RoleName: "short-lived" }));
      await assert.rejects(clients(sandbox, keys).sts.send(new GetCallerIdentityCommand({})), { name: "InvalidClientTokenId" });
    });

    it("of an account that is suspended meanwhile are refused", async () => {
      const keys = await sessionIn(sandbox, "999999999999");
      const account = sandbox.world.accounts.get("999999999999");
      assert.ok(account);
      account.state = "SUSPENDED";
      try {
        await assert.rejects(clients(sandbox, keys).sts.send(new GetCallerIdentityCommand({})), { name: "InvalidClientTokenId" });
      } finally {
        account.state = "ACTIVE";
      }
    });

    it("are refused in a Region that the account has not enabled, and only there", async () => {
      const [shop, payments] = [await sessionIn(sandbox, "555555555555"), await sessionIn(sandbox, "444444444444")];
      await clients(sandbox, shop, "eu-south-2").accessAnalyzer.send(new ListAnalyzersCommand({}));
      await assert.rejects(clients(sandbox, payments, "eu-south-2").accessAnalyzer.send(new ListAnalyzersCommand({})), {
        name: "UnrecognizedClientException",
      });
      // IAM is one for all Regions.
      await clients(sandbox, payments, "eu-south-2").iam.send(new ListRolesCommand({}));
    });
  });

  describe("session tags", () => {
    const tagged = { RoleArn: "arn:aws:iam::555555555555:role/tagged", RoleSessionName: "me", Tags: [{ Key: "team", Value: "shop" }] };

    it("have to be allowed by the trust policy, and are condition keys then", async () => {
      const inlinePolicies = {
        own: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "iam:GetRole", Resource: "arn:aws:iam::*:role/${aws:PrincipalTag/team}" }],
        }),
      };
      putRole(sandbox.world, "555555555555", { name: "tagged", trustPolicy: trusting("111111111111"), inlinePolicies });
      await assert.rejects(clients(sandbox).sts.send(new AssumeRoleCommand(tagged)), { name: "AccessDenied", message: /sts:TagSession/ });

      putRole(sandbox.world, "555555555555", {
        name: "tagged",
        trustPolicy: trusting("111111111111", undefined, "sts:TagSession"),
        inlinePolicies,
      });
      putRole(sandbox.world, "555555555555", { name: "shop", trustPolicy: trusting("111111111111") });
      const keys = await session(tagged);
      await clients(sandbox, keys).iam.send(new GetRoleCommand({ RoleName: "shop" }));
      await assert.rejects(clients(sandbox, keys).iam.send(new GetRoleCommand({ RoleName: "tagged" })), { name: "AccessDenied" });
    });

    it("that are transitive go on to further sessions, where a role's trust policy allows it and none is given again", async () => {
      const { keys, next } = await chain({ Tags: [{ Key: "team", Value: "shop" }], TransitiveTagKeys: ["team"] }, "sts:TagSession");
      await assert.rejects(next("without", keys), { name: "AccessDenied", message: /sts:TagSession/ });
      const inherited = await next("with", keys);
      await clients(sandbox, inherited).iam.send(new GetRoleCommand({ RoleName: "shop" }));
      await assert.rejects(next("with", keys, { Tags: [{ Key: "team", Value: "other" }] }), { name: "InvalidParameterValue" });
      // The tags of the second session are transitive as well.
      await assert.rejects(next("without", inherited), { name: "AccessDenied", message: /sts:TagSession/ });
    });

    it("that are not transitive end with their session", async () => {
      const { keys, next } = await chain({ Tags: [{ Key: "team", Value: "shop" }] }, "sts:TagSession");
      await assert.rejects(clients(sandbox, await next("without", keys)).iam.send(new GetRoleCommand({ RoleName: "shop" })), {
        name: "AccessDenied",
      });
    });

    it("are transitive only if they are given", async () => {
      await assert.rejects(chain({ TransitiveTagKeys: ["team"] }, "sts:TagSession"), { name: "ValidationError" });
    });
  });

  describe("a source identity", () => {
    it("goes on to further sessions, where a role's trust policy allows it, and is never another one", async () => {
      const { keys, next, answer } = await chain({ SourceIdentity: "anna" }, "sts:SetSourceIdentity");
      assert.equal(answer.SourceIdentity, "anna");
      await assert.rejects(next("without", keys), { name: "AccessDenied", message: /sts:SetSourceIdentity/ });
      const inherited = await next("with", keys);
      await next("with", keys, { SourceIdentity: "anna" });
      await assert.rejects(next("with", keys, { SourceIdentity: "berta" }), { name: "AccessDenied" });
      await assert.rejects(next("without", inherited), { name: "AccessDenied", message: /sts:SetSourceIdentity/ });
    });

    it("is a condition key, of the session that has it and of the one that is asked for", async () => {
      const condition = { StringEquals: { "sts:SourceIdentity": "anna", "aws:SourceIdentity": "anna" } };
      putRole(sandbox.world, "555555555555", { name: "annas", trustPolicy: trusting("444444444444", condition, "sts:SetSourceIdentity") });
      const { keys } = await chain({ SourceIdentity: "anna" }, "sts:SetSourceIdentity");
      await assume("arn:aws:iam::555555555555:role/annas", keys);
      await assert.rejects(assume("arn:aws:iam::555555555555:role/annas", await sessionIn(sandbox, "444444444444")), {
        name: "AccessDenied",
      });
    });

    it("has to be allowed by the caller's own policies as well", async () => {
      putUser(sandbox.world, "111111111111", { name: "plain", inlinePolicies: { assume: allow("sts:AssumeRole") } });
      const { sts } = clients(sandbox, createAccessKey(sandbox.world, "111111111111", "plain"));
      putRole(sandbox.world, "444444444444", { name: "open", trustPolicy: trusting("111111111111", undefined, "sts:SetSourceIdentity") });
      const input = { RoleArn: "arn:aws:iam::444444444444:role/open", RoleSessionName: "me" };
      await sts.send(new AssumeRoleCommand(input));
      await assert.rejects(sts.send(new AssumeRoleCommand({ ...input, SourceIdentity: "anna" })), {
        name: "AccessDenied",
        message: /no identity-based policy allows the sts:SetSourceIdentity action/,
      });
    });

    it("is two to 64 letters, digits and a few signs", async () => {
      for (const SourceIdentity of ["a", "a b", "a".repeat(65)])
        await assert.rejects(chain({ SourceIdentity }, "sts:SetSourceIdentity"), { name: "ValidationError", message: /sourceIdentity/ });
    });
  });

  /** A session in one account as `input` asks for it, and two roles of another account: one trusts it with this action beside sts:AssumeRole, one without. */
  async function chain(input: Partial<AssumeRoleCommandInput>, action: string) {
    const byTeam = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "iam:GetRole", Resource: "arn:aws:iam::*:role/${aws:PrincipalTag/team}" }],
    });
    putRole(sandbox.world, "444444444444", {
      name: "first",
      trustPolicy: trusting("111111111111", undefined, action),
      inlinePolicies: { assume: allow("sts:*") },
    });
    for (const name of ["with", "without"])
      putRole(sandbox.world, "555555555555", {
        name,
        trustPolicy: trusting(["444444444444", "555555555555"], undefined, ...(name === "with" ? [action] : [])),
        inlinePolicies: { byTeam, assume: allow("sts:*") },
      });
    putRole(sandbox.world, "555555555555", { name: "shop", trustPolicy: trusting("111111111111") });
    const answer = await clients(sandbox).sts.send(
      new AssumeRoleCommand({ RoleArn: "arn:aws:iam::444444444444:role/first", RoleSessionName: "me", ...input }),
    );
    const next = (name: string, credentials: Keys, more: Partial<AssumeRoleCommandInput> = {}) =>
      session({ RoleArn: `arn:aws:iam::555555555555:role/${name}`, RoleSessionName: "me", ...more }, credentials);
    return { keys: keysOf(answer), next, answer };
  }

  describe("what a session may do", () => {
    it("is what its role's policies allow", async () => {
      const { iam } = clients(sandbox, await sessionIn(sandbox, "777777777777"));
      await iam.send(new CreateRoleCommand({ RoleName: "lister", AssumeRolePolicyDocument: trusting("111111111111") }));
      await iam.send(new PutRolePolicyCommand({ RoleName: "lister", PolicyName: "list", PolicyDocument: allow("iam:ListRoles") }));
      const lister = clients(sandbox, await sessionIn(sandbox, "777777777777", "lister"));
      await lister.iam.send(new ListRolesCommand({}));
      await assert.rejects(lister.iam.send(new GetRoleCommand({ RoleName: "lister" })), {
        name: "AccessDenied",
        message:
          "User: arn:aws:sts::777777777777:assumed-role/lister/test is not authorized to perform: iam:GetRole on resource: " +
          "arn:aws:iam::777777777777:role/lister because no identity-based policy allows the iam:GetRole action",
      });
      const call = sandbox.calls.at(-1);
      assert.deepEqual(call?.authorizations, [
        { action: "iam:GetRole", resource: "arn:aws:iam::777777777777:role/lister", allowed: false },
      ]);
      assert.equal(call.outcome, "AccessDenied");
      assert.equal(call.principalArn, "arn:aws:iam::777777777777:role/lister");
    });

    it("is bounded by the session policy", async () => {
      const RoleArn = "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole";
      const { iam } = clients(sandbox, await session({ RoleArn, RoleSessionName: "bounded", Policy: allow("iam:ListRoles") }));
      await iam.send(new ListRolesCommand({}));
      await assert.rejects(
        iam.send(new GetRoleCommand({ RoleName: "OrganizationAccountAccessRole" })),
        /because no session policy allows the iam:GetRole action/,
      );
    });
  });

  async function session(input: AssumeRoleCommandInput, credentials?: Keys): Promise<Keys> {
    return keysOf(await clients(sandbox, credentials).sts.send(new AssumeRoleCommand(input)));
  }

  function keysOf({ Credentials }: AssumeRoleCommandOutput): Keys {
    assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
    return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
  }

  function assume(RoleArn: string, credentials?: Keys) {
    return clients(sandbox, credentials).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
  }
});

describe("service control policies of the sandbox", () => {
  let sandbox: Sandbox;
  before(async () => {
    const deny = (condition: object, action = "*") => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: action, Resource: "*", Condition: condition }],
    });
    sandbox = await startSandbox({
      organization: {
        management: "111111111111",
        homeRegion: "eu-west-1",
        regions: { enabledByDefault: ["us-east-1", "eu-west-1", "eu-central-1", "us-west-2"] },
        accounts: [
          { id: "111111111111", name: "management" },
          { id: "222222222222", name: "prod", ou: "Workloads/Prod" },
          { id: "333333333333", name: "dev", ou: "Workloads/Dev" },
        ],
        serviceControlPolicies: [
          {
            name: "one Region",
            targets: ["Workloads"],
            content: deny({ StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"] } }),
          },
          {
            name: "roles of the platform",
            targets: ["222222222222", "111111111111"],
            content: deny({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/platform" } }, "iam:CreateRole"),
          },
        ],
      },
    });
  });
  after(() => sandbox.close());

  it("bind the accounts below the OU that they are attached to", async () => {
    const dev = await sessionIn(sandbox, "333333333333");
    await clients(sandbox, dev, "eu-west-1").accessAnalyzer.send(new ListAnalyzersCommand({}));
    await assert.rejects(clients(sandbox, dev, "us-west-2").accessAnalyzer.send(new ListAnalyzersCommand({})), {
      name: "AccessDeniedException",
      message:
        /is not authorized to perform: access-analyzer:ListAnalyzers on resource: .* with an explicit deny in a service control policy$/,
    });
  });

  it("see global services in us-east-1, whatever the client's Region", async () => {
    await clients(sandbox, await sessionIn(sandbox, "333333333333"), "us-west-2").iam.send(new ListRolesCommand({}));
  });

  it("bind one account and not its neighbour", async () => {
    const create = new CreateRoleCommand({ RoleName: "mine", AssumeRolePolicyDocument: trusting("111111111111") });
    await assert.rejects(
      clients(sandbox, await sessionIn(sandbox, "222222222222"), "eu-west-1").iam.send(create),
      /explicit deny in a service control policy/,
    );
    await clients(sandbox, await sessionIn(sandbox, "333333333333"), "eu-west-1").iam.send(create);
  });

  it("let those pass whom their condition spares", async () => {
    putRole(sandbox.world, "222222222222", {
      name: "platform",
      trustPolicy: trusting("111111111111"),
      inlinePolicies: { all: allow("*") },
    });
    const { iam } = clients(sandbox, await sessionIn(sandbox, "222222222222", "platform"), "eu-west-1");
    await iam.send(new CreateRoleCommand({ RoleName: "theirs", AssumeRolePolicyDocument: trusting("111111111111") }));
  });

  it("never bind the management account", async () => {
    await clients(sandbox, undefined, "us-west-2").accessAnalyzer.send(new ListAnalyzersCommand({}));
    await clients(sandbox).iam.send(new CreateRoleCommand({ RoleName: "mine", AssumeRolePolicyDocument: trusting("111111111111") }));
  });
});
