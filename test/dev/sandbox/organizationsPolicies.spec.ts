import assert from "node:assert/strict";
import { ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { clients, sessionIn } from "../../support/sandboxClients";

const root = "r-demo";

describe("sandbox: service control policies", () => {
  let sandbox: Sandbox;
  let organizations: ReturnType<typeof clients>["organizations"];

  beforeEach(async () => {
    sandbox = await startSandbox();
    ({ organizations } = clients(sandbox));
  });
  afterEach(() => sandbox.close());

  const inMember = async (account: string) => clients(sandbox, await sessionIn(sandbox, account));
  const deny = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "access-analyzer:ListAnalyzers", Resource: "*" }],
  });
  const createDeny = async () => {
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({ Name: "deny", Description: "no lists", Type: "SERVICE_CONTROL_POLICY", Content: deny }),
    );
    return Policy?.PolicySummary?.Id ?? "";
  };
  const list = async (account: string) => (await inMember(account)).accessAnalyzer.send(new ListAnalyzersCommand({}));

  it("bind members where they are attached, for as long as they are", async () => {
    const PolicyId = await createDeny();
    await list("444444444444");
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: "444444444444" }));
    await assert.rejects(list("444444444444"), { name: "AccessDeniedException", message: /service control policy/ });
    await list("999999999999");
    await assert.rejects(organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: "444444444444" })), {
      name: "DuplicatePolicyAttachmentException",
    });
    await assert.rejects(organizations.send(new DeletePolicyCommand({ PolicyId })), { name: "PolicyInUseException" });
    await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: "444444444444" }));
    await list("444444444444");
    await organizations.send(new DeletePolicyCommand({ PolicyId }));
    await assert.rejects(organizations.send(new DescribePolicyCommand({ PolicyId })), { name: "PolicyNotFoundException" });
  });

  it("can be changed, but not AWS's own", async () => {
    const PolicyId = await createDeny();
    await organizations.send(new UpdatePolicyCommand({ PolicyId, Description: "changed" }));
    assert.equal((await organizations.send(new DescribePolicyCommand({ PolicyId }))).Policy?.PolicySummary?.Description, "changed");
    await assert.rejects(organizations.send(new UpdatePolicyCommand({ PolicyId: "p-FullAWSAccess", Content: deny })), {
      name: "InvalidInputException",
      Reason: "IMMUTABLE_POLICY",
    });
    await assert.rejects(
      organizations.send(new CreatePolicyCommand({ Name: "bad", Description: "", Type: "SERVICE_CONTROL_POLICY", Content: "not json" })),
      {
        name: "MalformedPolicyDocumentException",
      },
    );
    await assert.rejects(organizations.send(new DetachPolicyCommand({ PolicyId: "p-FullAWSAccess", TargetId: "444444444444" })), {
      name: "ConstraintViolationException",
      Reason: "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    });
  });

  it("start from FullAWSAccess when the type is enabled again", async () => {
    const PolicyId = await createDeny();
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: root }));
    await organizations.send(new DisablePolicyTypeCommand({ RootId: root, PolicyType: "SERVICE_CONTROL_POLICY" }));
    await list("444444444444");
    await assert.rejects(organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: root })), {
      name: "PolicyTypeNotEnabledException",
    });
    await organizations.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: "SERVICE_CONTROL_POLICY" }));
    await assert.rejects(organizations.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: "SERVICE_CONTROL_POLICY" })), {
      name: "PolicyTypeAlreadyEnabledException",
    });
    const { Policies } = await organizations.send(
      new ListPoliciesForTargetCommand({ TargetId: "444444444444", Filter: "SERVICE_CONTROL_POLICY" }),
    );
    assert.deepEqual(
      Policies?.map(({ Name }) => Name),
      ["FullAWSAccess"],
    );
    await list("444444444444");
  });
});
