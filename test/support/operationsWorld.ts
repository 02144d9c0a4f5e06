import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  auditGrants,
  auditInManagementGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
} from "../../domain/policies/assumableRoles";
import { callerPolicy, managementCallerPolicy } from "../../domain/policies/callers";
import { policyDocument, type Grant } from "../../domain/policies/grant";
import { trustPolicy } from "../../domain/policies/trust";
import { auditRoleName, provisionRoleName } from "../../domain/names";
import { createAccessKey } from "../../dev/sandbox/iam/accessKeys";
import { putRole } from "../../dev/sandbox/iam/roles";
import { putUser } from "../../dev/sandbox/iam/users";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import type { Settings } from "../../dev/sandbox/world/world";
import { configuration, configurationText, delegatedAdministrator, management } from "./organization";

/** A sandbox organization, and who calls it: exactly the policies of docs/permissions.md. */
export interface OperationsWorld {
  sandbox: Sandbox;
  /** Makes these credentials the environment's, as a person at a shell would. */
  callAs(caller: "management" | "everythingElse"): void;
  close(): Promise<void>;
}

/** Roles of ours stand already where `roles` says so: in the management account and the delegated administrator. */
export async function operationsWorld({
  roles = true,
  settings,
}: { roles?: boolean; settings?: Partial<Settings> } = {}): Promise<OperationsWorld> {
  const sandbox = await startSandbox({ ...(settings ? { settings } : {}) });
  const config = configuration();
  const keys = {
    management: createCaller(management, managementCallerPolicy(config)),
    everythingElse: createCaller(delegatedAdministrator, callerPolicy(config, "deployer")),
  };
  if (roles) {
    createRole(management, auditRoleName, [...auditGrants(place(management)), ...auditInManagementGrants(place(management))]);
    createRole(delegatedAdministrator, provisionRoleName, [
      ...provisionGrants(place(delegatedAdministrator)),
      ...provisionInDelegatedAdministratorGrants(place(delegatedAdministrator)),
    ]);
  }
  const folder = mkdtempSync(join(tmpdir(), "operations-"));
  const file = join(folder, "organization.yaml");
  writeFileSync(file, configurationText());
  const before = { ...process.env };
  process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith("AWS_")));
  return {
    sandbox,
    callAs(caller) {
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: sandbox.url,
        AWS_ACCESS_KEY_ID: keys[caller].accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys[caller].secretAccessKey,
        ACCESS_ANALYZER_ORG_CONFIG: file,
      });
    },
    async close() {
      process.env = before;
      rmSync(folder, { recursive: true });
      await sandbox.close();
    },
  };

  function createCaller(account: string, policy: object) {
    putUser(sandbox.world, account, { name: "caller", inlinePolicies: { caller: policy } });
    return createAccessKey(sandbox.world, account, "caller");
  }

  function createRole(account: string, name: string, grants: Grant[]) {
    putRole(sandbox.world, account, {
      name,
      path: config.access.rolePath,
      trustPolicy: trustPolicy(config, sandbox.world.organization.id, name),
      inlinePolicies: { ours: policyDocument(grants) },
    });
  }
}

function place(account: string) {
  return { partition: "aws" as const, account };
}
