import { UserManager } from 'oidc-client-ts';

// Runs in the hidden frame of a silent sign-in, and passes the provider's answer to the page around the frame.
// The library requires settings but does not use them here: the page around the frame checks and exchanges the code.
const nothing = { authority: location.origin, client_id: '-', redirect_uri: location.href };
await new UserManager(nothing).signinSilentCallback(location.href);
