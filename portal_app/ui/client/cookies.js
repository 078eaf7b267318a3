// In place of the library for cookies that scripts can read. The portal has none: a state with an `rx.Cookie` fails here.

const refuse = () => {
  throw new Error("The portal keeps nothing in cookies that scripts can read (portal_app/reflex_adapter/bundle.py)");
};

export default class Cookies {
  get = refuse;
  set = refuse;
  remove = refuse;
}
