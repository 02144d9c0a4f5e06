import type { Remark, StackResource } from "../stackResource";
import { alarms } from "./alarms";
import { deadLetters, switchedOff } from "./deadLetters";
import { delivery } from "./delivery";
import type { Call } from "./emissions";
import { encryption } from "./encryption";
import type { Owner } from "./limits";
import { loops } from "./loops";
import { roadParts, type Part } from "./parts";
import { policiesWithin } from "./policies";
import { about, type Said } from "./said";

export interface RoadRequest {
  resources: readonly StackResource[];
  /** Whose road it is, as far as it is known. */
  owner: Owner;
  /** The Region of resources that do not say it, nor their provider. */
  region?: string;
  /** What a function may call; undefined for one that is not known. */
  callsOf: (functionName: string) => readonly Call[] | undefined;
}

export interface RoadVerdict {
  /** False: nothing of the stack is part of the road. */
  isRoad: boolean;
  violations: Remark[];
  /** What is not decided. */
  notes: Remark[];
}

/** Whether what a stack has of the findings road brings every finding to where it belongs, and lets in nobody else. */
export function roadIntact({ resources, owner, region, callsOf }: RoadRequest): RoadVerdict {
  const parts = roadParts(resources, region === undefined ? {} : { region });
  const said = [
    ...policiesWithin(parts, owner),
    ...encryption(parts),
    ...delivery(parts),
    ...deadLetters(parts),
    ...switchedOff(parts),
    ...loopsOf(parts, callsOf),
    ...alarms(parts),
  ];
  const of = (level: Said["level"]) => said.filter((one) => one.level === level).map(({ urn, message }) => ({ urn, message }));
  return { isRoad: parts.length > 0, violations: of("violation"), notes: of("note") };
}

function loopsOf(parts: readonly Part[], callsOf: RoadRequest["callsOf"]): Said[] {
  return loops(parts, callsOf).map(({ rule, way, isCertain }) =>
    isCertain
      ? about(rule, "violation", `starts itself again, by ${way.join(", ")}: leave out of its pattern what its own targets do`)
      : about(rule, "note", `may start itself again, by ${way.join(", ")}`),
  );
}
