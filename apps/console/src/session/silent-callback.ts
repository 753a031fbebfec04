import { UserManager } from 'oidc-client-ts';

// Runs in the hidden frame of a silent sign-in: tells the page around it where the provider sent the frame.
// The settings are not used here, but the library wants some; the page around checks and exchanges the code.
const nothing = { authority: location.origin, client_id: '-', redirect_uri: location.href };
await new UserManager(nothing).signinSilentCallback(location.href);
