import type { World } from "../world/world";
import { iamOf, principal, type PrincipalDescription, type User } from "./entities";

/** Creates a user without an IAM check. */
export function putUser(world: World, account: string, description: PrincipalDescription): User {
  const user = principal(world, account, "user", description);
  iamOf(world, account).users.set(description.name.toLowerCase(), user);
  return user;
}

export function findUser(world: World, account: string, name: string): User | undefined {
  return iamOf(world, account).users.get(name.toLowerCase());
}
