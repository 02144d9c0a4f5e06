/** `*` for any run of characters and `?` for one, in time proportional to both lengths at most. */
export function likePattern(pattern: string, text: string): boolean {
  let [at, inPattern, retryAt, retryInPattern] = [0, 0, 0, -1];
  while (at < text.length) {
    const token = pattern[inPattern];
    if (token === "*") {
      retryInPattern = ++inPattern;
      retryAt = at;
    } else if (token !== undefined && (token === text[at] || (token === "?" && text[at] !== "*"))) {
      inPattern++;
      at++;
    } else if (retryInPattern >= 0) {
      inPattern = retryInPattern;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
