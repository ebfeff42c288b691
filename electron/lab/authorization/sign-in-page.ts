import { SERVER_SCOPES, SHOP_SCOPES } from '../identities.ts';
import type { LabIdentity } from '../types.ts';

/** What the sign-in page shows. */
export interface SignInView {
  readonly action: string;
  readonly people: readonly LabIdentity[];
  readonly clientName: string;
  readonly clientId: string;
  /** Shown with its host in clear: MCP 2025-11-25 and later, security considerations, Client ID Metadata Documents. */
  readonly redirectUri: string;
  readonly resources: readonly string[];
  readonly scopes: readonly string[];
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1e22; --paper: #fbfaf7; --card: #fff; --line: #d5d3cc; --mute: #5f636b; --key: #1f5f5b; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe6; --paper: #16181b; --card: #1f2226; --line: #3a3e45; --mute: #a7abb3; --key: #7fd1c7; --on: #10211f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; color: var(--mute); }
strong, code { color: var(--ink); overflow-wrap: anywhere; }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
label { display: flex; gap: .75rem; align-items: flex-start; padding: .75rem 1rem; margin-bottom: .5rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; cursor: pointer; }
label:has(:checked) { border-color: var(--key); }
label:focus-within { outline: 3px solid var(--key); outline-offset: 2px; }
label span { display: block; }
small { color: var(--mute); font-size: .875rem; }
input { margin-top: .3rem; accent-color: var(--key); }
.actions { display: flex; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; font-weight: 600; padding: .65rem 1.5rem; border-radius: .6rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; }
button.allow { background: var(--key); border-color: var(--key); color: var(--on); }
button:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
`;

/** The whole page: one form, no script, nothing loaded from anywhere. */
export function renderSignInPage(view: SignInView): string {
  const host = URL.parse(view.redirectUri)?.host ?? view.redirectUri;
  const resources = view.resources.map((resource) => `<code>${escapeHtml(resource)}</code>`).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the lab</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Sign in to the lab</h1>
<p><strong>${escapeHtml(view.clientName)}</strong> (<code>${escapeHtml(view.clientId)}</code>) asks for access${resources === '' ? '' : ` to ${resources}`}.</p>
<p>The answer goes to <strong>${escapeHtml(host)}</strong>, a program on this computer or elsewhere: allow it only if you started it.</p>
<form method="post" action="${escapeHtml(view.action)}">
<fieldset>
<legend>Who are you?</legend>
${view.people.map((identity, index) => identityCard(identity, index === 0)).join('\n')}
</fieldset>
<fieldset>
<legend>What may it do?</legend>
${view.scopes.map(scopeCard).join('\n')}
<p><small>Untick what you do not want to give. What the chosen person may not have is left out.</small></p>
</fieldset>
<div class="actions">
<button class="allow" type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</div>
</form>
</main>
</body>
</html>
`;
}

function identityCard(identity: LabIdentity, checked: boolean): string {
  const role = identity.role === 'admin' ? 'Administrator of the shop' : 'Customer of the shop';
  return (
    `<label><input type="radio" name="identity" value="${escapeHtml(identity.id)}"${checked ? ' checked' : ''}>` +
    `<span>Continue as ${escapeHtml(identity.name)}<br><small>${role}</small></span></label>`
  );
}

function scopeCard(scope: string): string {
  const meaning = SHOP_SCOPES[scope] ?? SERVER_SCOPES[scope] ?? 'Unknown to this shop';
  return (
    `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked>` +
    `<span><code>${escapeHtml(scope)}</code><br><small>${escapeHtml(meaning)}</small></span></label>`
  );
}

/** Makes a text safe inside HTML text and inside double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
