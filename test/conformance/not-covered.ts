// The scenarios of the suite that Keyhole does not pass, each with its reason. They are run all the same: one that
// begins to pass is reported as a failure of this table.

/** Scenario name to the reason why it is not covered. */
export const NOT_COVERED: Readonly<Record<string, string>> = {
  'sep-2322-client-request-state':
    'Keyhole declares no elicitation capability: it shows an `input_required` result and answers none.',
  'elicitation-sep1034-client-defaults':
    'Keyhole declares no elicitation capability: servers must not ask it for input.',
  'sse-retry':
    'Keyhole shows a stream that ends early as what it is and does not resume it with Last-Event-ID.',
  'auth/enterprise-managed-authorization':
    'Extension, not required of a client: the grant needs an identity provider that Keyhole does not model yet.',
  'auth/dpop': 'Extension in draft, not required of a client: Keyhole sends bearer tokens only.',
  'auth/dpop-nonce': 'Extension in draft, not required of a client: Keyhole sends bearer tokens only.',
  'auth/wif-jwt-bearer': 'Extension in draft, not required of a client: no workload identity grant.',
};
