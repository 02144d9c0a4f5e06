import { followAccount } from "../cloudformation/automaticDeployment";
import type { World } from "../../world/world";

/** Tells the services that act by themselves when an account is created, moved or suspended. Access Analyzer needs no telling: it looks. */
export function accountPlaced(world: World, account: string): void {
  followAccount(world, account);
}
