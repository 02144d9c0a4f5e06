import type { Because, ScanTarget } from "./scanReport";

/** What several messages ask of one resource, done at once. */
export interface Together<Asked> {
  /** The newest change: who has looked after it has looked after all of them. */
  newest: Asked;
  all: Asked[];
}

/** By resource, and by what else must be the same, in the order in which they came. */
export function together<Asked extends { target: ScanTarget; because: Because }>(
  asked: readonly Asked[],
  alike: (one: Asked) => string = () => "",
): Together<Asked>[] {
  const groups = new Map<string, Together<Asked>>();
  for (const one of asked) {
    const { account, region, resource } = one.target;
    const key = JSON.stringify([account, region, resource, alike(one)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { newest: one, all: [one] });
    else {
      group.all.push(one);
      if (Date.parse(one.because.at) > Date.parse(group.newest.because.at)) group.newest = one;
    }
  }
  return [...groups.values()];
}
