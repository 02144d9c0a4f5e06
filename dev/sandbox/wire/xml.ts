/** What stands inside the root element of a printed document. */
export function rootContent(document: string): string {
  const root = document.replace(/^<\?xml[^>]*\?>/, "");
  if (/^<[^>]*\/>$/.test(root)) return "";
  return root.replace(/^<[^>]*>/, "").replace(/<\/[^>]+>$/, "");
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
