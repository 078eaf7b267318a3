// Replaces the cookie library of Reflex. The portal has no cookies that scripts can read: an `rx.Cookie` fails here.

const refuse = () => {
  throw new Error("The portal keeps nothing in cookies that scripts can read (portal_app/reflex_adapter/bundle.py)");
};

export default class Cookies {
  get = refuse;
  set = refuse;
  remove = refuse;
}
