// The parameters of the page's URL, and fields with an initial value.

import { useEffect, useState } from "react";
import { useLocation } from "react-router";

/** The URL's parameters by name; none at first, so that the first render matches the prerendered page. */
export function useQuery() {
  const { search } = useLocation();
  const [query, setQuery] = useState({});
  useEffect(() => setQuery(Object.fromEntries(new URLSearchParams(search))), [search]);
  return query;
}

/** Renders nothing: fills the field with the id `field`, unless the user has already typed into it. */
export function Prefill({ field, value }) {
  useEffect(() => {
    const input = document.getElementById(field);
    if (value && input && input.value === "") input.value = value;
  }, [field, value]);
  return null;
}
