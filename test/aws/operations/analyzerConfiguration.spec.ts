import assert from "node:assert/strict";
import {
  AccessAnalyzerClient,
  CreateAnalyzerCommand,
  DeleteAnalyzerCommand,
  GetAnalyzerCommand,
  UpdateAnalyzerCommand,
} from "@aws-sdk/client-accessanalyzer";
import { AnalyzerConfiguration } from "../../../aws/operations";
import { sessionIn } from "../../../aws/operations/callerSession";
import { provisionRoleName } from "../../../domain/names";
import { ensureServiceLinkedRole } from "../../../dev/sandbox/iam/serviceLinkedRoles";
import { operationsWorld, type OperationsWorld } from "../../support/operationsWorld";
import { clients, sessionIn as administratorIn } from "../../support/sandboxClients";
import { delegatedAdministrator, management } from "../../support/organization";

const service = "access-analyzer.amazonaws.com";
const analyzerName = "access-analyzer-org-unused-access";
const inputs = {
  account: delegatedAdministrator,
  region: "eu-west-1",
  analyzerName,
  configuration: unused(60),
};

describe("an analyzer's configuration", () => {
  let world: OperationsWorld;
  let analyzers: AccessAnalyzerClient;
  beforeEach(async () => {
    world = await operationsWorld({ settings: { serviceLinkedRoleSettleMilliseconds: 0 } });
    world.callAs("everythingElse");
    const { organization } = world.sandbox.world;
    organization.trustedServices.set(service, { enabledAt: new Date() });
    organization.delegatedAdministrators.set(service, new Map([[delegatedAdministrator, { registeredAt: new Date() }]]));
    ensureServiceLinkedRole(world.sandbox.world, management, service);
    const { credentials } = await sessionIn({
      caller: "everythingElse",
      account: delegatedAdministrator,
      region: "eu-west-1",
      role: provisionRoleName,
    });
    analyzers = new AccessAnalyzerClient({ region: "eu-west-1", credentials });
    await analyzers.send(new CreateAnalyzerCommand({ analyzerName, type: "ORGANIZATION_UNUSED_ACCESS", configuration: unused(90) }));
  });
  afterEach(() => world.close());

  it("waits until the analyzer is ACTIVE and updates it in place", async () => {
    const { outs } = await AnalyzerConfiguration.create(inputs);

    const { analyzer } = await analyzers.send(new GetAnalyzerCommand({ analyzerName }));
    assert.equal(analyzer?.status, "ACTIVE");
    assert.equal(analyzer.configuration?.unusedAccess?.unusedAccessAge, 60);
    assert.deepEqual(outs, { ...inputs, arn: analyzer.arn });
    assert.equal(callsOf("CreateAnalyzer"), 1);
  });

  it("updates nothing that is so already", async () => {
    await AnalyzerConfiguration.create({ ...inputs, configuration: unused(90) });
    assert.equal(callsOf("UpdateAnalyzer"), 0);
  });

  it("shows a changed configuration as an update, and the same in another order as none", async () => {
    assert.ok(AnalyzerConfiguration.diff);
    const excluding = (...accountIds: string[]) => ({
      unusedAccess: { unusedAccessAge: 60, analysisRule: { exclusions: [{ accountIds }] } },
    });
    const olds = { ...inputs, arn: "arn", configuration: excluding("333333333333", "444444444444") };

    assert.equal(
      (await AnalyzerConfiguration.diff("id", olds, { ...inputs, configuration: excluding("444444444444", "333333333333") })).changes,
      false,
    );
    assert.equal((await AnalyzerConfiguration.diff("id", olds, { ...inputs, configuration: excluding("333333333333") })).changes, true);
    assert.equal((await AnalyzerConfiguration.diff("id", olds, { ...inputs, configuration: unused(60) })).changes, true);
  });

  it("shows a change behind our back after a refresh, and the next update takes it back", async () => {
    assert.ok(AnalyzerConfiguration.read && AnalyzerConfiguration.diff && AnalyzerConfiguration.update);
    const { id, outs } = await AnalyzerConfiguration.create(inputs);
    await analyzers.send(
      new UpdateAnalyzerCommand({
        analyzerName,
        configuration: { unusedAccess: { unusedAccessAge: 60, analysisRule: { exclusions: [{ accountIds: ["333333333333"] }] } } },
      }),
    );

    const { props } = await AnalyzerConfiguration.read(id, outs);
    assert.ok(props);
    assert.equal((await AnalyzerConfiguration.diff(id, props, inputs)).changes, true);
    await AnalyzerConfiguration.update(id, props, inputs);
    const { props: after } = await AnalyzerConfiguration.read(id, outs);
    assert.ok(after);
    assert.equal((await AnalyzerConfiguration.diff(id, after, inputs)).changes, false);
  });

  it("is gone with its analyzer", async () => {
    assert.ok(AnalyzerConfiguration.read);
    const { id, outs } = await AnalyzerConfiguration.create(inputs);
    // The role that provisions may not.
    const administrator = clients(world.sandbox, await administratorIn(world.sandbox, delegatedAdministrator), "eu-west-1");
    await administrator.accessAnalyzer.send(new DeleteAnalyzerCommand({ analyzerName }));
    assert.equal((await AnalyzerConfiguration.read(id, outs)).id, "");
  });

  it("says why a disabled analyzer cannot be changed", async () => {
    await AnalyzerConfiguration.create(inputs);
    world.sandbox.world.organization.delegatedAdministrators.clear();
    await assert.rejects(AnalyzerConfiguration.create(inputs), {
      message: /in eu-west-1 of account 222222222222 is DISABLED \(DELEGATED_ADMINISTRATOR_DEREGISTERED\).*its delegated administrator/,
    });
  });

  function callsOf(operation: string): number {
    return world.sandbox.calls.filter((call) => call.operation === operation).length;
  }
});

function unused(unusedAccessAge: number) {
  return { unusedAccess: { unusedAccessAge } };
}
