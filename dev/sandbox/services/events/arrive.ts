import type { World } from "../../world/world";
import type { Bus, Rule } from "./buses";
import { send } from "./delivery/send";
import type { Event } from "./event";
import { matchesEvent } from "./pattern/matchEvent";

/** An event comes to a bus: whatever rule it fits sends it to its targets. @param hasHopped it has come from another bus */
export function arrive(world: World, bus: Bus, event: Event, hasHopped = false): void {
  for (const rule of bus.rules.values()) {
    if (rule.state !== "DISABLED" && rule.pattern && matchesEvent(rule.pattern.parsed, event)) sendToTargets(world, rule, event, hasHopped);
  }
}

export function sendToTargets(world: World, rule: Rule, event: Event, hasHopped = false): void {
  for (const target of rule.targets.values())
    send(world, { rule, target, event, hasHopped, arrive: (bus) => arrive(world, bus, event, true) });
}
