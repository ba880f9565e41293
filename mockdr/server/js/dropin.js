// The Drop-in: a whole payment form from one session.

function makeDropin() {
  throw new Error("There is no Drop-in yet.");
}
