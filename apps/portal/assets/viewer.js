/* global SwaggerUIBundle */
// The viewer of `/docs`: Swagger UI with sign-ins of the sandbox. It runs in the browser as it is written here.
(() => {
  const viewer = document.getElementById('viewer');
  const signIn = document.getElementById('sign-in');

  /** A number that passes GB 11643, made here: none is written down. */
  const identityNumber = () => {
    const digits = (from, to) => String(from + Math.floor(Math.random() * (to - from)));
    const body = `37010219${digits(60, 99)}0${digits(1, 10)}${digits(10, 29)}${digits(100, 1000)}`;
    const sum = [...body].reduce(
      (total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11),
      0,
    );
    return body + '10X98765432'[sum % 11];
  };

  const start = async () => {
    const text = await (await fetch(viewer.dataset.document)).text();
    const ui = SwaggerUIBundle({
      spec: JSON.parse(text.replaceAll('<identity number>', identityNumber)),
      domNode: viewer,
      deepLinking: true,
      docExpansion: 'list',
      filter: true,
      defaultModelsExpandDepth: -1,
      displayRequestDuration: true,
      tryItOutEnabled: signIn !== null,
      supportedSubmitMethods: signIn === null ? [] : ['get', 'post', 'put', 'delete'],
      validatorUrl: null,
      // A new key for each call that asks for one and is given none.
      requestInterceptor: (request) => {
        const headers = request.headers;
        if (headers['Idempotency-Key'] === 'new') headers['Idempotency-Key'] = crypto.randomUUID();
        return request;
      },
    });
    if (signIn !== null) await offerSignIn(ui);
  };

  const base64url = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');

  /** A token by the way that any program would take: a code for a challenge, a token for the code. */
  const tokenOf = async (person) => {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const redirect = `${location.origin}/docs/signed-in`;
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: 'docs',
      redirect_uri: redirect,
      code_challenge: base64url(challenge),
      code_challenge_method: 'S256',
      person,
      life: String(8 * 3600),
    });
    const { url } = await fetch(`/sandbox/oidc/enter?${asked}`);
    const answer = await fetch('/sandbox/oidc/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(url).searchParams.get('code') ?? '',
        redirect_uri: redirect,
        client_id: 'docs',
        code_verifier: verifier,
      }),
    });
    return (await answer.json()).access_token;
  };

  const offerSignIn = async (ui) => {
    const answer = await fetch('/sandbox/oidc/people?client_id=docs');
    if (!answer.ok) return;
    const [select, status] = [signIn.querySelector('select'), signIn.querySelector('[role=status]')];
    for (const { zh, people } of await answer.json()) {
      const group = document.createElement('optgroup');
      group.label = zh;
      group.append(...people.map(({ id, name, office }) => new Option(`${name} · ${office}`, id)));
      select.append(group);
    }
    let signedIn = false;
    select.addEventListener('change', async () => {
      if (signedIn) ui.authActions.logout(['bearer']);
      signedIn = false;
      status.textContent = '';
      if (select.value === '') return;
      ui.preauthorizeApiKey('bearer', await tokenOf(select.value));
      signedIn = true;
      status.textContent = '已登录，点 Execute 即可试用';
    });
    signIn.hidden = false;
  };

  void start();
})();
