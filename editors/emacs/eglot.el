;; For Emacs 29 and newer, with eglot, which is part of it. Goes into ~/.emacs.d/init.el.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((python-mode python-ts-mode) "memlens")))
(add-hook 'python-base-mode-hook #'eglot-ensure)
