(** The version gate: which kernels the bridge drives, and what happens with the others. Models checkVersion of
    internal/kernel, with what Masterminds/semver makes of a version, and choose. *)
From Coq Require Import List Arith NArith Lia Bool.
From Backfire Require Import Bytes.
Import ListNotations.

(** ** semver.StrictNewVersion *)

Definition dot : byte := 46%N.
Definition plus : byte := 43%N.
Definition hyphen : byte := 45%N.

Record version := { major : N; minor : N; patch : N; pre : list byte }.

(** What build metadata and pre-releases are made of. *)
Definition allowed (b : byte) : bool :=
  is_digit b || between 65 b 90 || between 97 b 122 || (b =? hyphen)%N.

(** The parts between dots. [word] is the part that is being read, backwards. *)
Fixpoint parts (word : list byte) (s : list byte) : list (list byte) :=
  match s with
  | [] => [rev word]
  | b :: s => if (b =? dot)%N then rev word :: parts [] s else parts (b :: word) s
  end.

Definition leading_zero (s : list byte) : bool := match s with d :: _ :: _ => (d =? 48)%N | _ => false end.

Definition valid_metadata (s : list byte) : bool :=
  forallb (fun p => negb (length p =? 0) && forallb allowed p) (parts [] s).

Definition valid_prerelease (s : list byte) : bool :=
  forallb (fun p => negb (length p =? 0) && if forallb is_digit p then negb (leading_zero p) else forallb allowed p) (parts [] s).

Definition uint64 (s : list byte) : option N :=
  if canonical s && (value s <? 2 ^ 64)%N then Some (value s) else None.

Definition strict_new_version (v : list byte) : option version :=
  if (length v =? 0) || (256 <? length v) then None else
  match cut_first dot v with
  | None => None
  | Some (a, rest) =>
      match cut_first dot rest with
      | None => None
      | Some (b, c) =>
          let '(c, meta) := match cut_first plus c with Some (c, m) => (c, valid_metadata m) | None => (c, true) end in
          let '(c, p, prerelease) := match cut_first hyphen c with Some (c, p) => (c, p, valid_prerelease p) | None => (c, [], true) end in
          if meta && prerelease then
            match uint64 a, uint64 b, uint64 c with
            | Some a, Some b, Some c => Some {| major := a; minor := b; patch := c; pre := p |}
            | _, _, _ => None
            end
          else None
      end
  end.

(** ** The range >=0.1.0, <0.2.0 *)

Definition compare (a b : N * N * N) : comparison :=
  let '(x, y, z) := a in
  let '(x', y', z') := b in
  match (x ?= x')%N with Eq => match (y ?= y')%N with Eq => (z ?= z')%N | c => c end | c => c end.

(** Both constraints refuse a pre-release, as neither names one. *)
Definition in_range (v : version) : bool :=
  let n := (major v, minor v, patch v) in
  (length (pre v) =? 0) &&
  match compare n (0, 1, 0)%N with Lt => false | _ => true end &&
  match compare n (0, 2, 0)%N with Lt => true | _ => false end.

Definition accepts (s : list byte) : bool :=
  match strict_new_version s with Some v => in_range v | None => false end.

Lemma in_range_iff : forall v, in_range v = true <-> pre v = [] /\ major v = 0%N /\ minor v = 1%N.
Proof.
  intros [a b c p]. unfold in_range, compare; simpl. rewrite !andb_true_iff, Nat.eqb_eq. split.
  - intros [[P L] H]. destruct p; [|discriminate]. split; [reflexivity|].
    destruct (N.compare_spec a 0); [subst | lia | discriminate]. split; [reflexivity|].
    destruct (N.compare_spec b 1); [assumption | discriminate |]. exfalso.
    destruct (N.compare_spec b 2); [|lia|discriminate]. destruct (N.compare_spec c 0); [discriminate | lia | discriminate].
  - intros (-> & -> & ->). simpl. repeat split; auto. now destruct c.
Qed.

(** The gate accepts exactly the versions that parse, are no pre-release, and are 0.1.x. *)
Theorem accepts_exactly_the_range : forall s,
  accepts s = true <-> exists v, strict_new_version s = Some v /\ pre v = [] /\ major v = 0%N /\ minor v = 1%N.
Proof.
  intros s. unfold accepts. destruct (strict_new_version s) as [v|].
  - rewrite in_range_iff. split; [intros H; now exists v | intros (w & E & H); injection E as ->; exact H].
  - split; [discriminate | intros (w & E & _); discriminate].
Qed.

Lemma uint64_some : forall s n, uint64 s = Some n <-> canonical s = true /\ value s = n /\ (n < 2 ^ 64)%N.
Proof.
  intros s n. unfold uint64. destruct (canonical s); cbn [andb]; [|intuition congruence].
  destruct (N.ltb_spec (value s) (2 ^ 64)) as [L|L].
  - split; [intros [= <-]; auto | intros (_ & -> & _); reflexivity].
  - split; [discriminate | intros (_ & <- & H); exfalso; revert H L; generalize (2 ^ 64)%N; intros; lia].
Qed.

(** Texts, letter by letter: "0.1.", a number without leading zeros below 2^64, and perhaps "+" with metadata. *)
Theorem accepted_texts : forall s, accepts s = true <->
  exists n meta, s = [48; dot; 49; dot]%N ++ n ++ meta /\ length s <= 256 /\
    canonical n = true /\ (value n < 2 ^ 64)%N /\
    (meta = [] \/ exists m, meta = plus :: m /\ valid_metadata m = true).
Proof.
  intros s. rewrite accepts_exactly_the_range. split.
  - intros (v & E & P & M1 & M2). unfold strict_new_version in E.
    destruct ((length s =? 0) || (256 <? length s)) eqn:L; [discriminate|].
    apply orb_false_iff in L as [_ L]. apply Nat.ltb_ge in L.
    destruct (cut_first dot s) as [[a rest]|] eqn:C1; [|discriminate].
    destruct (cut_first dot rest) as [[b c]|] eqn:C2; [|discriminate].
    apply cut_first_some in C1 as [-> _]. apply cut_first_some in C2 as [-> _].
    assert (X : exists c' meta, c = c' ++ meta /\ (meta = [] \/ exists m, meta = plus :: m /\ valid_metadata m = true) /\
      let '(c, p, prerelease) := match cut_first hyphen c' with Some (c, p) => (c, p, valid_prerelease p) | None => (c', [], true) end in
      (if prerelease then match uint64 a, uint64 b, uint64 c with
       | Some a, Some b, Some c => Some {| major := a; minor := b; patch := c; pre := p |} | _, _, _ => None end else None) = Some v).
    { destruct (cut_first plus c) as [[c' m]|] eqn:C3.
      - apply cut_first_some in C3 as [-> _]. exists c', (plus :: m). split; [reflexivity|].
        destruct (valid_metadata m) eqn:Vm; simpl in E.
        + split; [right; now exists m|]. destruct (cut_first hyphen c') as [[]|]; exact E.
        + destruct (cut_first hyphen c') as [[]|]; discriminate.
      - exists c, []. rewrite app_nil_r. split; [reflexivity|]. split; [now left|].
        destruct (cut_first hyphen c) as [[]|]; exact E. }
    destruct X as (c' & meta & -> & Hm & X).
    destruct (cut_first hyphen c') as [[c'' p]|] eqn:C4.
    + destruct (valid_prerelease p) eqn:Vp; [|discriminate].
      destruct (uint64 a), (uint64 b), (uint64 c''); try discriminate. injection X as <-. simpl in P. subst p. discriminate Vp.
    + destruct (uint64 a) eqn:Ua, (uint64 b) eqn:Ub, (uint64 c') eqn:Uc; try discriminate. injection X as <-. simpl in *. subst.
      apply uint64_some in Ua as (Ca & Va & _). apply uint64_some in Ub as (Cb & Vb & _). apply uint64_some in Uc as (Cc & Vc & Lc).
      apply canonical_small in Va; [|assumption|lia]. apply canonical_small in Vb; [|assumption|lia]. subst a b.
      exists c', meta. repeat split; auto. lia.
  - intros (n & meta & -> & L & C & V & Hm).
    assert (D : forallb is_digit n = true) by (unfold canonical in C; now apply andb_true_iff in C).
    exists {| major := 0; minor := 1; patch := value n; pre := [] |}. repeat split.
    unfold strict_new_version.
    replace ((length ([48; dot; 49; dot]%N ++ n ++ meta) =? 0) || (256 <? length ([48; dot; 49; dot]%N ++ n ++ meta)))
      with false by (symmetry; apply orb_false_iff; split; [reflexivity | apply Nat.ltb_ge; exact L]).
    change ([48; dot; 49; dot]%N ++ n ++ meta) with ([48%N] ++ dot :: ([49%N] ++ dot :: (n ++ meta))).
    rewrite cut_first_app by (simpl; intros [H|[]]; discriminate). rewrite cut_first_app by (simpl; intros [H|[]]; discriminate).
    assert (H : cut_first hyphen n = None) by (apply cut_first_none, digits_lack; [assumption | reflexivity]).
    assert (P : ~ In plus n) by (apply digits_lack; [assumption | reflexivity]).
    assert (U : uint64 n = Some (value n)) by (apply uint64_some; auto).
    destruct Hm as [-> | (m & -> & Vm)].
    + rewrite app_nil_r, (cut_first_none plus n P), H. simpl andb. now rewrite U.
    + rewrite (cut_first_app plus n m P), H, Vm. simpl andb. now rewrite U.
Qed.

(** ** Which kernel serves *)

Inductive kernel := GoKernel | RustKernel.

(** What the bridge sees of a Rust kernel. *)
Record native := {
  version_text : list byte;
  fingerprint : bool;  (* its declarations are those the bridge was built with *)
  contract : bool;     (* its contract is this one *)
  bound : bool;        (* all of its functions are there *)
  tables : bool;       (* it takes the tables *)
  self_test : bool     (* it answers the self-test as the Go kernel does *)
}.

Inductive check := Platform | VersionCheck | FingerprintCheck | ContractCheck | LibraryCheck | TablesCheck | SelfTest.

(** Why a Rust kernel is rejected, None if it is not. None of a native is a build that has none. *)
Definition rejection (f : option native) : option check :=
  match f with
  | None => Some Platform
  | Some k =>
      if negb (accepts (version_text k)) then Some VersionCheck
      else if negb (fingerprint k) then Some FingerprintCheck
      else if negb (contract k) then Some ContractCheck
      else if negb (bound k) then Some LibraryCheck
      else if negb (tables k) then Some TablesCheck
      else if negb (self_test k) then Some SelfTest
      else None
  end.

(** BACKFIRE_KERNEL. *)
Inductive setting := Unset | Auto | AskGo | AskRust | Nonsense.

Inductive choice := Serves (k : kernel) | Rejected (c : check) | WrongSetting.

Definition choose (s : setting) (f : option native) : choice :=
  match s with
  | Nonsense => WrongSetting
  | AskGo => Serves GoKernel
  | AskRust => match rejection f with Some c => Rejected c | None => Serves RustKernel end
  | Unset | Auto => match rejection f with Some _ => Serves GoKernel | None => Serves RustKernel end
  end.

(** A kernel whose version is outside of the range is rejected, and then the Go kernel serves, unless the caller asked for
    the Rust kernel by name: who did gets the reason and no kernel. *)
Theorem rejection_means_the_go_kernel_serves : forall k, accepts (version_text k) = false ->
  rejection (Some k) = Some VersionCheck /\
  choose Unset (Some k) = Serves GoKernel /\ choose Auto (Some k) = Serves GoKernel /\ choose AskGo (Some k) = Serves GoKernel /\
  choose AskRust (Some k) = Rejected VersionCheck.
Proof.
  intros k H. unfold choose. assert (E : rejection (Some k) = Some VersionCheck) by (simpl; now rewrite H). now rewrite E.
Qed.

(** However a kernel comes to be rejected, it never serves; and whatever the reason, the Go kernel does, as above. *)
Theorem a_rejected_kernel_never_serves : forall s f c, rejection f = Some c ->
  choose s f <> Serves RustKernel /\ (s <> AskRust -> s <> Nonsense -> choose s f = Serves GoKernel).
Proof.
  intros s f c H. destruct s; simpl; rewrite ?H; split; congruence.
Qed.

(** So the Rust kernel serves only if its version is in the range and every check passed. *)
Theorem what_serves_passed_every_check : forall s k, choose s (Some k) = Serves RustKernel ->
  accepts (version_text k) = true /\ fingerprint k = true /\ contract k = true /\ bound k = true /\ tables k = true /\ self_test k = true.
Proof.
  intros s [v f c b t x] H. unfold choose, rejection in H. simpl in *.
  destruct s, (accepts v), f, c, b, t, x; simpl in H; try discriminate; auto 10.
Qed.
