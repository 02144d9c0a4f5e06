import type { Asked } from "../service";
import type { World } from "../world/world";
import { authorize, type Decision } from "./authorize";
import type { Caller } from "./caller";

/** What a service does with the permissions of a role: IAM is asked, and the log keeps it, as if the role had called. */
export function actAsRole(
  world: World,
  caller: Caller,
  { service, operation, region }: { service: string; operation: string; region: string },
  asked: Asked,
): Decision {
  const authorization = { action: `${service}:${operation}`, ...asked };
  const decision = authorize(world, caller, authorization, region);
  const { action, resource } = authorization;
  world.calls.add({
    ...{ time: world.clock.now(), service, operation, region, account: caller.account, principalArn: caller.principalArn },
    ...{ authorizations: [{ action, resource, allowed: decision.allowed }], outcome: decision.allowed ? "OK" : "AccessDeniedException" },
  });
  return decision;
}
