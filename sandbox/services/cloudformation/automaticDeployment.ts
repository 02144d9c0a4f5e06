import type { World } from "../../world";

/** An account was created, moved or suspended: stack sets that deploy by themselves follow. */
export function followAccount(_world: World, _account: string): void {}
