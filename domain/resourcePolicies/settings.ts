import { unknownValue } from "../unknownValue";
import { objectOf, valueOf, type AccessInputs, type Found, type Inputs } from "./inputs";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** The four settings of S3 Block Public Access, which are false unless said otherwise. */
export const publicAccessBlock: AccessInputs = { inputs: blocks, access: (inputs) => unblocked(inputs, false) };

/** The same in an object of an access point, where they are true unless said otherwise. */
export function blockOfAccessPoint(value: unknown, name: string): Found[] {
  if (value === undefined || value === null) return [];
  const settings = objectOf(value) ?? Object.fromEntries(blocks.map((block) => [block, unknownValue]));
  return unblocked(settings, true).map((one) => ({ ...one, text: `${one.text} (${name})` }));
}

function unblocked(settings: Inputs, otherwise: boolean): Found[] {
  const unsaid = otherwise ? "true" : "false";
  const off = blocks.filter((name) => (valueOf(settings, name) ?? unsaid) === "false");
  const open = blocks.filter((name) => settings[name] === unknownValue);
  if (off.length > 0)
    return [
      {
        verdict: "public",
        text: `lets public access be given: ${named(off)} not true`,
        remedy: `Set ${off.length > 1 ? "them" : "it"} to true`,
      },
    ];
  return open.length === 0
    ? []
    : [
        {
          verdict: "undecided",
          text: `may let public access be given: ${named(open)} not known before it is deployed`,
          remedy: "Set all four to true",
        },
      ];
}

function named(names: readonly string[]): string {
  return `${names.join(", ")} ${names.length > 1 ? "are" : "is"}`;
}

/** A setting with one value that opens what it is about to everybody. */
export function openSetting(name: string, open: string, what: string, remedy: string): AccessInputs {
  return {
    inputs: [name],
    access: (inputs) => {
      const value = valueOf(inputs, name);
      if (value === open) return [{ verdict: "public", text: `${what}: ${name} is ${open}`, remedy }];
      return value === unknownValue
        ? [{ verdict: "undecided", text: `may be open to everybody: ${name} is not known before it is deployed`, remedy }]
        : [];
    },
  };
}

/** What is there for everybody to use. */
export function publicByPurpose(text: string, remedy: string): AccessInputs {
  return { inputs: [], access: () => [{ verdict: "public", text, remedy }] };
}
