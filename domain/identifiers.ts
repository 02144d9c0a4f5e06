declare const brand: unique symbol;
type Branded<Text extends string> = string & { readonly [brand]: Text };

/** Twelve digits. @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export type AccountId = Branded<"AccountId">;
/** A Region's code, for example `eu-central-1`. */
export type Region = Branded<"Region">;

/** @throws if `text` is not twelve digits. */
export function accountId(text: string): AccountId {
  if (!isAccountId(text)) throw new Error(`"${text}" is not an AWS account id: expected twelve digits, quoted in YAML`);
  return text;
}

export function isAccountId(text: string): text is AccountId {
  return /^\d{12}$/.test(text);
}

/** @throws if `text` does not have the form of a Region's code; whether the Region exists is for the partition's data to say. */
export function region(text: string): Region {
  if (!isRegionCode(text)) throw new Error(`"${text}" is not a Region's code: expected for example eu-central-1`);
  return text;
}

export function isRegionCode(text: string): text is Region {
  return /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(text);
}
