import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { allowing } from "../../support/findingActions";
import { member, policyCalls, type PolicyCalls } from "../../support/policyCalls";

describe("the sandbox's events of calls that change a policy", () => {
  let on: PolicyCalls;
  before(async () => {
    on = await policyCalls();
  });
  after(() => on.world.close());

  const ownersPolicy = allowing({ AWS: `arn:aws:iam::${member}:root` }, "kms:*", "*");
  const open = allowing({ AWS: "*" }, "kms:*", "*");

  it("name the key", async () => {
    const kms = new KMSClient(on.options());
    const { KeyMetadata } = await on.step("CreateKey", () => kms.send(new CreateKeyCommand({ Policy: ownersPolicy })));
    await on.step("PutKeyPolicy", () => kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy: open })));
  });
});
